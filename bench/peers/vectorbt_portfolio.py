"""Workload C in vectorbt: rank by 126-day return every 21 days, hold the ten strongest at 9.9 % each, fee 0.1 %.

Usage: vectorbt_portfolio.py CLOSES.f64 SYMBOLS DAYS    closes as doubles, one symbol after the other
Prints one line of JSON: version, median milliseconds, total return, orders.
"""

import json
import statistics
import sys
import time

import numpy as np
import pandas as pd
import vectorbt as vbt

LOOKBACK, START, EVERY, HELD, WEIGHT, FEE = 126, 252, 21, 10, 0.099, 1e-3


def target_weights(closes: np.ndarray) -> np.ndarray:
    """NaN where nothing is ordered, the wanted share of equity on the days of a rebalance."""
    weights = np.full(closes.shape, np.nan)
    for day in range(START, len(closes), EVERY):
        strength = closes[day] / closes[day - LOOKBACK] - 1
        strongest = np.argsort(-strength, kind="stable")[:HELD]
        weights[day] = 0.0
        weights[day, strongest] = WEIGHT
    return weights


def run(prices: pd.DataFrame) -> dict:
    weights = target_weights(prices.to_numpy())
    portfolio = vbt.Portfolio.from_orders(
        prices,
        pd.DataFrame(weights, index=prices.index, columns=prices.columns),
        size_type="targetpercent",
        group_by=True,
        cash_sharing=True,
        call_seq="auto",
        fees=FEE,
        init_cash=1e6,
        freq="1D",
    )
    # The figures our own run computes too; reading them is part of the work.
    return {
        "total_return": float(portfolio.total_return()),
        "sharpe": float(portfolio.sharpe_ratio()),
        "max_drawdown": float(portfolio.max_drawdown()),
        "orders": int(portfolio.orders.count()),
    }


def main() -> None:
    file, symbols, days = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    closes = np.fromfile(file).reshape(symbols, days).T.copy()
    prices = pd.DataFrame(closes, index=pd.date_range("2000-01-03", periods=days, freq="B"))
    figures = run(prices)  # compiles
    times = []
    for _ in range(15):
        start = time.perf_counter()
        run(prices)
        times.append((time.perf_counter() - start) * 1e3)
    print(json.dumps({"peer": f"vectorbt {vbt.__version__}", "ms": statistics.median(times), **figures}))


main()
