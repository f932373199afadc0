/**
 * The code of a TypeScript file without its words: comments, strings, regular expressions and the text of templates
 * become blanks of the same length, so that positions and lines stay and what is found is really code. Our own, because
 * tools on the compiler's API see nothing under TypeScript 7 and stay green.
 */
export function codeOnly(source: string): string {
  const out = source.split('');
  const blank = (from: number, to: number) => {
    for (let at = from; at < to; at++) if (out[at] !== '\n') out[at] = ' ';
  };
  /** Depth of braces inside each open `${…}`, innermost last. */
  const templates: number[] = [];
  let at = 0;
  while (at < source.length) {
    const char = source[at];
    const pair = source.slice(at, at + 2);
    let end = at + 1;
    if (pair === '//') {
      end = indexOrEnd(source, '\n', at);
      blank(at, end);
    } else if (pair === '/*') {
      end = indexOrEnd(source, '*/', at + 2) + 2;
      blank(at, end);
    } else if (char === "'" || char === '"') {
      end = endOfQuoted(source, at);
      blank(at + 1, end - 1);
    } else if (char === '/' && startsRegex(source, out, at)) {
      end = endOfRegex(source, at);
      blank(at + 1, end - 1);
    } else if (char === '`' || (char === '}' && templates.at(-1) === 0)) {
      if (char === '}') templates.pop();
      end = endOfTemplateText(source, at + 1);
      const opens = source.startsWith('${', end - 2);
      blank(at + 1, opens ? end - 2 : end - 1);
      if (opens) templates.push(0);
    } else if (templates.length > 0 && (char === '{' || char === '}')) {
      templates[templates.length - 1] += char === '{' ? 1 : -1;
    }
    at = end;
  }
  return out.join('');
}

/** Line of a position, counted from 1. */
export function lineOf(source: string, position: number): number {
  let line = 1;
  for (let at = source.indexOf('\n'); at !== -1 && at < position; at = source.indexOf('\n', at + 1)) line++;
  return line;
}

function indexOrEnd(source: string, text: string, from: number): number {
  const found = source.indexOf(text, from);
  return found === -1 ? source.length : found;
}

function endOfQuoted(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length && source[at] !== source[start] && source[at] !== '\n') at += source[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Past the closing backtick or past the `${` that opens an expression. */
function endOfTemplateText(source: string, start: number): number {
  let at = start;
  while (at < source.length) {
    if (source[at] === '\\') at += 2;
    else if (source[at] === '`') return at + 1;
    else if (source.startsWith('${', at)) return at + 2;
    else at++;
  }
  return at;
}

function endOfRegex(source: string, start: number): number {
  let inClass = false;
  let at = start + 1;
  for (; at < source.length && source[at] !== '\n'; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === '[') inClass = true;
    else if (source[at] === ']') inClass = false;
    else if (source[at] === '/' && !inClass) break;
  }
  return at + 1;
}

/** A slash divides after a value and opens a regular expression anywhere else. */
function startsRegex(source: string, out: readonly string[], at: number): boolean {
  let before = at - 1;
  // Blanked comments count as space; the blanked inside of a string ends in its quote, which stays.
  while (before >= 0 && /\s/.test(out[before])) before--;
  if (before < 0) return true;
  if (!/[\w$)\]}'"`]/.test(source[before])) return true;
  const word = /[\w$]+$/.exec(source.slice(Math.max(0, before - 12), before + 1))?.[0] ?? '';
  return /^(return|typeof|case|in|of|void|delete|throw|new|do|else|yield|await|instanceof)$/.test(word);
}
