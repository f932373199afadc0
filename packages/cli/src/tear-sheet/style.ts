/** The look of a tear sheet: light or dark as the reader's system is, and fit to be printed. */
import { Markup } from './markup.ts';

export const style = new Markup(`
:root { color-scheme: light dark; --page: #fbfbfa; --card: #fff; --ink: #1c2024; --soft: #60646c; --rule: #e2e4e8;
  --own: #0b6bcb; --other: #b07d1a; --good: #18794e; --bad: #c62a2f; --warn: #fff3cd; --warn-ink: #6b4e00;
  --good-rgb: 24,121,78; --bad-rgb: 198,42,47; }
@media (prefers-color-scheme: dark) {
  :root { --page: #111416; --card: #181c1f; --ink: #e8eaed; --soft: #9aa2ab; --rule: #2b3137; --own: #5eb0ff;
    --other: #e3b341; --good: #4cc38a; --bad: #ff6369; --warn: #3b2f0b; --warn-ink: #f2d98b;
    --good-rgb: 76,195,138; --bad-rgb: 255,99,105; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1060px; margin: 0 auto; padding: 28px 20px 56px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 2px; }
h2 { font-size: 16px; margin: 0 0 10px; }
p { margin: 0 0 8px; }
.soft, .absent { color: var(--soft); }
section { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 16px 18px; margin-top: 16px; overflow-x: auto; }
.banner { background: var(--warn); color: var(--warn-ink); border-radius: 10px; padding: 10px 16px; margin: 0 0 18px; font-weight: 600; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(168px, 1fr)); gap: 10px; margin-top: 18px; }
.tile { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 10px 14px; }
.tile dt { color: var(--soft); font-size: 12.5px; }
.tile dd { margin: 0; font-size: 20px; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.good { color: var(--good); } .bad { color: var(--bad); }
svg { display: block; width: 100%; height: auto; min-width: 560px; }
svg text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.grid { stroke: var(--rule); } .grid.zero, .tick { stroke: var(--soft); }
.line { fill: none; stroke-width: 1.8; stroke-linejoin: round; } .line.own { stroke: var(--own); } .line.other { stroke: var(--other); stroke-width: 1.4; }
.area { stroke: none; opacity: .18; } .area.own { fill: var(--bad); } .area.own + .line { stroke: var(--bad); stroke-width: 1.2; }
.legend { display: flex; gap: 18px; color: var(--soft); font-size: 13px; margin: 0 0 6px; }
.legend span::before { content: ""; display: inline-block; width: 16px; height: 3px; border-radius: 2px; margin: 0 7px 3px 0; background: var(--own); }
.legend span.other::before { background: var(--other); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
th, td { padding: 4px 10px; text-align: left; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th { color: var(--soft); font-weight: 500; font-size: 13px; }
td.number, th.number { text-align: right; }
tbody tr:last-child td { border-bottom: 0; }
.heat td { text-align: center; padding: 4px 3px; font-size: 13px; border-bottom: 0; }
.heat th { text-align: center; padding: 4px 3px; border-bottom: 0; }
.heat td:last-child { font-weight: 600; }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(330px, 1fr)); gap: 16px; }
.two section { min-width: 0; }
.metrics { columns: 2 300px; column-gap: 32px; }
.metrics div { display: flex; justify-content: space-between; gap: 14px; padding: 3px 0; border-bottom: 1px solid var(--rule); break-inside: avoid; font-size: 14px; }
.metrics span:last-child { font-variant-numeric: tabular-nums; white-space: nowrap; }
.ground { display: grid; grid-template-columns: max-content 1fr; margin: 0; font-size: 14px; }
.ground dt, .ground dd { margin: 0; padding: 4px 0; border-bottom: 1px solid var(--rule); }
.ground dt { color: var(--soft); padding-right: 24px; }
.ground :nth-last-child(-n+2) { border-bottom: 0; }
@media (max-width: 560px) { .ground { grid-template-columns: 1fr; } .ground dt { border: 0; padding-bottom: 0; } .tiles { grid-template-columns: 1fr 1fr; } }
summary { cursor: pointer; font-weight: 600; }
details[open] summary { margin-bottom: 10px; }
.scroll { max-height: 480px; overflow: auto; }
.scroll thead th { position: sticky; top: 0; background: var(--card); }
code { font: 13px/1.4 ui-monospace, "Cascadia Mono", Menlo, monospace; overflow-wrap: anywhere; }
footer { color: var(--soft); font-size: 13px; margin-top: 22px; }
@media print { body { background: #fff; } section, .tile { break-inside: avoid; } .scroll { max-height: none; overflow: visible; } }
`);
