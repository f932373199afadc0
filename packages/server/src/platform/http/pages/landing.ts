/** The first page somebody sees: what this is, what to know about it, the first steps, where everything lies. */

import type { apiIndexSchema } from '@tradewind/contract/doors/api.ts';
import type { z } from 'zod';
import { escaped, pageHtml } from './layout.ts';

export type ApiIndex = z.infer<typeof apiIndexSchema>;

const places: readonly (readonly [href: string, name: string, meaning: string])[] = [
  ['/docs', 'API explorer', 'every operation, to try out (Swagger UI)'],
  ['/redoc', 'API reference', 'the same, to read (ReDoc)'],
  ['/openapi.json', 'OpenAPI 3.1', 'for code generators'],
  ['/asyncapi.json', 'AsyncAPI 3', 'the WebSocket channels'],
  ['/health', 'Health', 'is it alive'],
];

const style = `
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { margin-bottom: 0; }
h2 { margin-top: 2rem; }
pre { padding: .8rem 1rem; overflow-x: auto; border: 1px solid #8888; border-radius: .4rem; }
code { font-family: ui-monospace, monospace; font-size: .92em; }
.version { opacity: .7; }
`;

export const landingPage = (index: ApiIndex, origin: string): string =>
  pageHtml({
    title: index.name,
    notices: index.notices,
    head: `<style>${style}</style>`,
    body: `<main>
<h1>${escaped(index.name)}</h1>
<p class="version">version ${escaped(index.version)}</p>
<h2>First steps</h2>
<p>Every request needs an API key. The first start shows one; keep it in your shell:</p>
<pre><code>export TRADEWIND_API_KEY=tw_…</code></pre>
<p>See which strategies there are, and run one:</p>
<pre><code>curl -H "Authorization: Bearer $TRADEWIND_API_KEY" ${escaped(origin)}/api/v1/strategies

curl -H "Authorization: Bearer $TRADEWIND_API_KEY" -H "Content-Type: application/json" \\
     -d '{"strategy_id": "sma-cross"}' ${escaped(origin)}/api/v1/backtest/run</code></pre>
<h2>Where things are</h2>
<ul>
${places.map(([href, name, meaning]) => `<li><a href="${href}">${name}</a>: ${meaning}</li>`).join('\n')}
</ul>
</main>`,
  });
