/** A split moves everything an open order says about prices and quantities onto the new scale. */
import type { Bracket, Distance, Level, Order } from '../model/order.ts';

/** `ratio` new units for one old. */
export function splitOrder(order: Order, ratio: number): void {
  order.quantity *= ratio;
  order.filledQuantity *= ratio;
  order.price /= ratio;
  order.limit /= ratio;
  if (order.trail) order.trail = splitDistance(order.trail, ratio);
  if (order.bracket) order.bracket = splitBracket(order.bracket, ratio);
}

function splitBracket({ stopLoss, takeProfit, trailingStop }: Bracket, ratio: number): Bracket {
  return {
    ...(stopLoss && { stopLoss: splitLevel(stopLoss, ratio) }),
    ...(takeProfit && { takeProfit: splitLevel(takeProfit, ratio) }),
    ...(trailingStop && { trailingStop: splitDistance(trailingStop, ratio) }),
  };
}

function splitLevel(level: Level, ratio: number): Level {
  return 'price' in level ? { price: level.price / ratio } : splitDistance(level, ratio);
}

function splitDistance(distance: Distance, ratio: number): Distance {
  return 'offset' in distance ? { offset: distance.offset / ratio } : distance;
}
