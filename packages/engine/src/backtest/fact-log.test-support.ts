/** Facts as lines of text, in the order in which they came. */
import type { CashFlowKind, FactSink, Fill, Refusal, Trade } from '../model/fact.ts';
import type { Order } from '../model/order.ts';

export class FactLog implements FactSink {
  readonly facts: string[] = [];

  order(order: Order, ts: number): void {
    this.facts.push(`order ${ts} ${JSON.stringify(order)}`);
  }

  fill(fill: Fill): void {
    this.facts.push(`fill ${JSON.stringify(fill)}`);
  }

  trade(trade: Trade): void {
    this.facts.push(`trade ${JSON.stringify(trade)}`);
  }

  refusal({ ts, order, rule, reason }: Refusal): void {
    this.facts.push(`refusal ${ts} ${order.id} ${rule} ${reason}`);
  }

  cashFlow(ts: number, session: number, slot: number, kind: CashFlowKind, amount: number): void {
    this.facts.push(`cashFlow ${ts} ${session} ${slot} ${kind} ${amount}`);
  }

  mark(ts: number, session: number, equity: number, cash: number, exposure: number): void {
    this.facts.push(`mark ${ts} ${session} ${equity} ${cash} ${exposure}`);
  }
}
