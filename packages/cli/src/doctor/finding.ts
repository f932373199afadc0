/** What the doctor found about one thing. A fault is what keeps the desk from working; a warning is worth knowing. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'fault';
  readonly detail: string;
}

export const ok = (name: string, detail: string): Finding => ({ name, state: 'ok', detail });
export const warning = (name: string, detail: string): Finding => ({ name, state: 'warning', detail });
export const fault = (name: string, detail: string): Finding => ({ name, state: 'fault', detail });
