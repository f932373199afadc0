/**
 * The examples of the documentation that are run, so that nothing is printed there that does not hold. A fenced block
 * takes part when it says so behind its language:
 *
 *   ```bash run            runs in the checkout, against a data directory of its own that the blocks of a file share
 *   ```bash run server     the same, with a server running on that directory (its port stands in for 8000)
 *   ```ts run              is type-checked with the rest and run
 *   ```text output         right behind one of them: what it prints; `…` stands for anything
 */

export interface Example {
  readonly file: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly language: 'bash' | 'ts';
  readonly needsServer: boolean;
  readonly code: string;
  /** What the document says it prints; null when it does not say. */
  readonly output: string | null;
}

interface Block {
  readonly line: number;
  readonly words: readonly string[];
  readonly text: string;
}

export function readExamples(file: string, markdown: string): Example[] {
  const examples: Example[] = [];
  let before: Block | null = null;
  for (const block of readBlocks(file, markdown)) {
    const [language, ...marks] = block.words;
    const fault = (what: string) => new Error(`${file}:${block.line}: ${what}`);
    if (language === 'text' && marks[0] === 'output') {
      if (!before?.words.includes('run')) throw fault('an output block stands right behind the block that prints it');
      examples[examples.length - 1] = { ...examples[examples.length - 1], output: block.text };
    } else if (marks[0] === 'run') {
      const unknown = marks.slice(1).find((mark) => mark !== 'server' || language !== 'bash');
      if (unknown) throw fault(`expected "run" or, for bash, "run server"; found "${marks.join(' ')}"`);
      if (language !== 'bash' && language !== 'ts') throw fault(`expected bash or ts to run; found ${language}`);
      const needsServer = marks.includes('server');
      examples.push({ file, line: block.line, language, needsServer, code: block.text, output: null });
    }
    before = block;
  }
  return examples;
}

function readBlocks(file: string, markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const [, fence, info] = /^(`{3,})\s*([^`]*)$/.exec(lines[at]) ?? [];
    if (!fence) continue;
    const end = lines.indexOf(fence, at + 1);
    if (end === -1) throw new Error(`${file}:${at + 1}: the block does not end`);
    const text = lines.slice(at + 1, end).join('\n');
    blocks.push({ line: at + 1, words: info.trim().split(/\s+/), text });
    at = end;
  }
  return blocks;
}

/** Whether a program printed what its document shows. A line `…` stands for any lines, `…` in a line for any text. */
export function isOutput(shown: string, printed: string): boolean {
  const lines = tidy(shown).split('\n');
  const patterns = lines.map((line) => (line.trim() === '…' ? '(?:.*\\n)*?' : `${inLine(line)}\\n`));
  return new RegExp(`^${patterns.join('')}$`).test(`${tidy(printed)}\n`);
}

const inLine = (line: string) =>
  line
    .split('…')
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*?');

/** Without colours, without space at the ends of lines, without empty lines around. */
function tidy(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the escape character
  const plain = text.replace(/\x1b\[[0-9;]*m/g, '');
  return plain.replace(/[ \t\r]+$/gm, '').replace(/^\n+|\n+$/g, '');
}
