/**
 * The gate in the one order path. Rules are asked in order; the strictest answer wins. Backtests use an open gate unless
 * they name a profile (decision 30). The latch is the part every run has: what a halt lets through.
 */
import type { Latch } from '../model/event.ts';
import type { Order } from '../model/order.ts';

export interface Objection {
  readonly rule: string;
  readonly reason: string;
}

/** One rule of the gate; null = no objection. */
export interface GateRule {
  judge(order: Order): Objection | null;
}

/** killed > halted > reduce_only > normal (decision 27). Cancels never pass through here: they always may. */
export class LatchRule implements GateRule {
  #latch: Latch = 'normal';
  #reason = '';

  set(latch: Latch, reason: string): void {
    this.#latch = latch;
    this.#reason = reason;
  }

  get latch(): Latch {
    return this.#latch;
  }

  get reason(): string {
    return this.#reason;
  }

  judge(order: Order): Objection | null {
    if (this.#latch === 'normal') return null;
    if (this.#latch === 'reduce_only' && order.intent === 'exit') return null;
    return { rule: this.#latch, reason: this.#reason };
  }
}

/** The first objection of the rules, or null. */
export function judgeAll(rules: readonly GateRule[], order: Order): Objection | null {
  for (const rule of rules) {
    const objection = rule.judge(order);
    if (objection) return objection;
  }
  return null;
}
