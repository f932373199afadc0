import { expect, it } from 'vitest';
import { html } from './markup.ts';

it('takes values as text, lists piece by piece, and its own markup as it is', () => {
  const names = ['<script>alert(1)</script>', `"A" & 'B'`];
  expect(html`<ul>${names.map((name) => html`<li title="${name}">${name}</li>`)}</ul>${3}`.text).toBe(
    '<ul><li title="&lt;script&gt;alert(1)&lt;/script&gt;">&lt;script&gt;alert(1)&lt;/script&gt;</li>' +
      '<li title="&quot;A&quot; &amp; &#39;B&#39;">&quot;A&quot; &amp; &#39;B&#39;</li></ul>3',
  );
});
