/** Every refusal the platform can give: code → HTTP status and title. Status numbers live here and nowhere else. */
export const errorTable = {
  malformed: { status: 400, title: 'Malformed request' },
  unauthenticated: { status: 401, title: 'Authentication required' },
  bad_credentials: { status: 401, title: 'Wrong user or password' },
  forbidden: { status: 403, title: 'Not allowed' },
  csrf: { status: 403, title: 'CSRF token missing or wrong' },
  not_found: { status: 404, title: 'Not found' },
  nothing_computed: { status: 404, title: 'Nothing computed yet' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'Conflict' },
  refused_by_rule: { status: 409, title: 'Refused by a safety rule' },
  too_large: { status: 413, title: 'Request too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported content type' },
  impossible: { status: 422, title: 'Well-formed but impossible' },
  too_little_history: { status: 422, title: 'Too little history' },
  bad_data: { status: 422, title: 'Data cannot be used' },
  locked_out: { status: 429, title: 'Too many failed attempts' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Internal error' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
} as const;

export type ErrorCode = keyof typeof errorTable;

/**
 * One fault in the input and what was expected there. The JSON pointer starts at the request, whose members are
 * `path`, `query`, `header` and `body`: `/body/costs/fee_bps`, `/query/limit`, `/path/run_id`.
 */
export interface FieldFault {
  readonly pointer: string;
  readonly expected: string;
  readonly found?: string;
}

export interface ErrorData {
  /** What was expected and what was found, for a person. */
  readonly detail: string;
  readonly errors?: readonly FieldFault[];
  /** Seconds until it makes sense to try again (429, 503). */
  readonly retryAfter?: number;
  /** Further members of the problem document (RFC 9457 extensions), snake_case. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** An expected refusal that crosses rooms. Carries a code of the table, never a status number. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly data: ErrorData;

  constructor(code: ErrorCode, data: ErrorData | string) {
    const resolved = typeof data === 'string' ? { detail: data } : data;
    super(resolved.detail);
    this.code = code;
    this.data = resolved;
  }
}
