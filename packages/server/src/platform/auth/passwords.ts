/**
 * Passwords as argon2id hashes in the PHC form `$argon2id$v=19$m=…,t=…,p=…$salt$hash`: the cost stands beside the hash,
 * so that it can be raised later and each hash is renewed when its owner next logs in. Hashing runs in the thread pool.
 */
import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

export interface PasswordCost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

/** RFC 9106, second recommended option, with one lane: about a tenth of a second and 64 MiB for each attempt. */
export const standardCost: PasswordCost = { memoryKiB: 65_536, passes: 3, lanes: 1 };

export type Verdict = 'right' | 'right, with an outdated cost' | 'wrong';

const hashBytes = 32;
const saltBytes = 16;
const phcForm = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;

export class Passwords {
  readonly #cost: PasswordCost;

  constructor(cost: PasswordCost = standardCost) {
    this.#cost = cost;
  }

  async hash(password: string): Promise<string> {
    const salt = randomBytes(saltBytes);
    const { memoryKiB, passes, lanes } = this.#cost;
    const hashed = await derive('argon2id', parametersOf(password, salt, this.#cost));
    return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${unpadded(salt)}$${unpadded(hashed)}`;
  }

  /** Null stands for an account that does not exist: the answer is `wrong` and takes as long as for one that does. */
  async verify(password: string, stored: string | null): Promise<Verdict> {
    if (stored === null) {
      await this.hash(password);
      return 'wrong';
    }
    const form = phcForm.exec(stored);
    if (!form) throw new Error('a stored password hash is not in the argon2id form');
    const [memoryKiB, passes, lanes] = form.slice(1, 4).map(Number);
    const expected = Buffer.from(form[5], 'base64');
    const found = await derive('argon2id', {
      ...parametersOf(password, Buffer.from(form[4], 'base64'), { memoryKiB, passes, lanes }),
      tagLength: expected.length,
    });
    if (!timingSafeEqual(found, expected)) return 'wrong';
    const isOfToday = memoryKiB === this.#cost.memoryKiB && passes === this.#cost.passes && lanes === this.#cost.lanes;
    return isOfToday ? 'right' : 'right, with an outdated cost';
  }
}

/** NFKC, because the same password typed on two keyboards may arrive as different code points. */
function parametersOf(password: string, nonce: Buffer, cost: PasswordCost): Argon2Parameters {
  return {
    message: password.normalize('NFKC'),
    nonce,
    parallelism: cost.lanes,
    memory: cost.memoryKiB,
    passes: cost.passes,
    tagLength: hashBytes,
  };
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
