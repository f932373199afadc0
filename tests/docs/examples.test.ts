import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Desk } from './desk.ts';
import { isOutput, readExamples } from './examples.ts';

const fence = (info: string, ...lines: string[]) => [`\`\`\`${info}`, ...lines, '```'].join('\n');

describe('reading examples', () => {
  it('takes the blocks that say run, with what they print', () => {
    const text = [
      '# Title',
      fence('bash', 'rm -rf everything'),
      fence('bash run', 'echo one', 'echo two'),
      fence('text output', 'one', 'two'),
      fence('bash run server', 'curl -s http://127.0.0.1:8000/health'),
      fence('ts run', 'console.log(1);'),
    ].join('\n\n');
    expect(readExamples('README.md', text)).toEqual([
      {
        file: 'README.md',
        line: 7,
        language: 'bash',
        needsServer: false,
        code: 'echo one\necho two',
        output: 'one\ntwo',
      },
      {
        file: 'README.md',
        line: 17,
        language: 'bash',
        needsServer: true,
        code: 'curl -s http://127.0.0.1:8000/health',
        output: null,
      },
      { file: 'README.md', line: 21, language: 'ts', needsServer: false, code: 'console.log(1);', output: null },
    ]);
  });

  it('keeps a fence inside a longer fence as text', () => {
    const text = ['````markdown', fence('bash run', 'exit 1'), '````', fence('bash run', 'true')].join('\n');
    expect(readExamples('a.md', text).map(({ code }) => code)).toEqual(['true']);
  });

  it.each([
    [
      'an output with nothing that prints it',
      fence('text output', 'one'),
      'a.md:1: an output block stands right behind',
    ],
    [
      'an unknown mark',
      fence('bash run soon', 'one'),
      'a.md:1: expected "run" or, for bash, "run server"; found "run soon"',
    ],
    ['a server for TypeScript', fence('ts run server', 'one'), 'a.md:1: expected "run"'],
    ['a language it cannot run', fence('python run', 'one'), 'a.md:1: expected bash or ts to run; found python'],
    ['a block without an end', '```bash run\none', 'a.md:1: the block does not end'],
  ])('refuses %s', (_name, text, message) => expect(() => readExamples('a.md', text)).toThrow(message));
});

describe('comparing what is printed with what is shown', () => {
  it.each([
    ['the same', 'a\nb', 'a\nb\n', true],
    ['colours and space at the end', 'a\nb', '\u001b[32ma\u001b[0m  \nb', true],
    ['another figure', 'return 5.1 %', 'return 5.2 %', false],
    ['… in a line', 'took … ms', 'took 12 ms', true],
    ['… in a line, not over lines', 'took … ms', 'took 12\n13 ms', false],
    ['… as a line', 'first\n…\nlast', 'first\n2\n3\nlast', true],
    ['… as a line for nothing', 'first\n…\nlast', 'first\nlast', true],
    ['lines that are not shown', 'first', 'first\nsecond', false],
    ['signs that mean something in patterns', 'a (b) [c] $1.00', 'a (b) [c] $1.00', true],
    ['a dot is a dot', 'a.b', 'axb', false],
  ])('%s', (_name, shown, printed, holds) => expect(isOutput(shown, printed)).toBe(holds));
});

describe('a desk', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await Desk.open();
  });
  afterEach(() => desk.close());

  it('has tradewind on PATH and a data directory of its own, which its scripts share', async () => {
    const { code, output } = await desk.bash('command -v tradewind; mkdir "$TRADEWIND_DATA_DIR"; ls run.cjs');
    expect({ code, output }).toEqual({ code: 0, output: `${desk.folder}/bin/tradewind\nrun.cjs\n` });
    expect(await desk.bash('test -d "$TRADEWIND_DATA_DIR"')).toMatchObject({ code: 0 });
    await desk.close();
    expect(existsSync(desk.folder)).toBe(false);
  });

  it('fails where a line of the script fails', async () => {
    expect(await desk.bash('echo before; false; echo after')).toEqual({ code: 1, output: 'before\n' });
    expect((await desk.bash('false | cat')).code).toBe(1);
    expect((await desk.bash('echo "$NEVER_SET"')).code).not.toBe(0);
  });

  it('puts its own port where the documents say 8000, and back in what is printed', async () => {
    const { output } = await desk.bash('echo "http://127.0.0.1:8000/ is $TRADEWIND_PORT"');
    const port = /is (\d+)/.exec(output)?.[1];
    expect(port).not.toBe('8000');
    expect(output).toBe(`http://127.0.0.1:8000/ is ${port}\n`);
  });
});
