import { describe, expect, it } from 'vitest';
import { Passwords, standardCost } from './passwords.ts';

const cheap = { memoryKiB: 64, passes: 1, lanes: 1 };
const passwords = new Passwords(cheap);

describe('a password', () => {
  it('is right only as it was set, and its hash says at which cost', async () => {
    const stored = await passwords.hash('correct horse battery');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    expect(await passwords.verify('correct horse battery', stored)).toBe('right');
    expect(await passwords.verify('correct horse batterz', stored)).toBe('wrong');
  });

  it('has another hash each time', async () => {
    expect(await passwords.hash('same')).not.toBe(await passwords.hash('same'));
  });

  it('checks the reference hash of the argon2 command line tool', async () => {
    // printf password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32 -e (from the reference implementation's test.c)
    const stored = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await passwords.verify('password', stored)).toBe('right, with an outdated cost');
  });

  it('is the same however its accents are typed', async () => {
    const stored = await passwords.hash('caf\u00e9 au lait, bien s\u00fbr');
    expect(await passwords.verify('cafe\u0301 au lait, bien su\u0302r', stored)).toBe('right');
  });

  it('is told to be hashed anew when the cost has changed', async () => {
    const stored = await passwords.hash('correct horse battery');
    const dearer = new Passwords({ ...cheap, passes: 2 });
    expect(await dearer.verify('correct horse battery', stored)).toBe('right, with an outdated cost');
    expect(await dearer.verify('wrong', stored)).toBe('wrong');
  });

  it('is wrong for nobody', async () => {
    expect(await passwords.verify('anything', null)).toBe('wrong');
  });

  it('costs 64 MiB and three passes unless told otherwise', () => {
    expect(standardCost).toEqual({ memoryKiB: 65_536, passes: 3, lanes: 1 });
  });

  it('refuses a stored hash of another kind loudly', async () => {
    await expect(passwords.verify('x', '$2b$10$abcdefghijklmnopqrstuv')).rejects.toThrow('argon2id');
  });
});
