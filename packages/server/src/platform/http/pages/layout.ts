/** What the server's own pages share: one self-contained document, the notices on top, no script of its own. */

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]);

const style = `
:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.6 system-ui, sans-serif; }
.notice { margin: 0; padding: .6rem 1rem; background: #8a4b00; color: #fff; font-weight: 600; text-align: center; }
`;

export interface Page {
  readonly title: string;
  readonly notices: readonly string[];
  /** HTML. */
  readonly head?: string;
  /** HTML. */
  readonly body: string;
}

export const pageHtml = ({ title, notices, head = '', body }: Page): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
${head}
</head>
<body>
${notices.map((notice) => `<p class="notice" role="status">${escaped(notice)}</p>`).join('\n')}
${body}
</body>
</html>
`;
