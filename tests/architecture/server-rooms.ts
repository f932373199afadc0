/**
 * Inside the server: main → everything; doors → own service; service → own store, engine, bus, clock, other rooms'
 * services; worker → engine and stores, for it runs in a thread that has no services; adapters → the port they
 * implement; platform → no room.
 */
import type { ResolvedImport, Rule, SourceFile, Violation } from './house.ts';

type Role = 'doors' | 'service' | 'store' | 'worker' | 'part';

interface Place {
  readonly floor: 'composition' | 'platform' | 'modules' | 'adapters';
  /** Subject of a module (`backtest`), part of the platform (`http`), party of an adapter (`brokers/alpaca`). */
  readonly room: string;
  readonly role: Role;
}

type Verdict = { readonly rule: string; readonly instead: string } | null;

const sql = new Set(['kysely', 'node:sqlite']);
const http = /^(fastify|@fastify\/.*|fastify-.*|ws|node:https?)$/;
const hearsOnlyTheBus = new Set(['alerts']);

export const serverRooms: Rule = (files) =>
  files.flatMap((file) => {
    const from = file.isTest ? null : placeOf(file.path);
    if (from === null) return [];
    return file.imports.flatMap((to) => {
      const verdict = judge(from, to);
      return verdict ? [violation(file, to, verdict)] : [];
    });
  });

function violation(file: SourceFile, to: ResolvedImport, verdict: NonNullable<Verdict>): Violation {
  return { file: file.path, line: to.line, found: `imports ${to.specifier}`, ...verdict };
}

function judge(from: Place, to: ResolvedImport): Verdict {
  const into = to.target === null ? null : placeOf(to.target);
  if (from.floor === 'composition') return null;
  if (into?.floor === 'composition') {
    return {
      rule: 'main → everything',
      instead: 'Nothing imports the composition: take what you need as an argument.',
    };
  }
  if (from.floor === 'platform') return fromPlatform(into);
  if (from.floor === 'adapters') return fromAdapter(from, into);
  return fromModule(from, into, to);
}

function fromPlatform(into: Place | null): Verdict {
  if (into === null || into.floor === 'platform') return null;
  const instead = 'The platform carries every room and knows none: let main.ts hand the room in through an interface.';
  return { rule: 'platform → no room', instead };
}

function fromAdapter(from: Place, into: Place | null): Verdict {
  if (into === null) return null;
  if (into.floor === 'adapters' && into.room === from.room) return null;
  if (into.floor === 'platform' && ['clock', 'log', 'secret'].includes(into.room)) return null;
  if (into.floor === 'modules' && into.role === 'part' && isPort.test(into.room)) return null;
  const instead =
    'An adapter knows the outside party and the port it implements (a port.ts); main.ts joins it to the rest.';
  return { rule: 'adapters → the port they implement', instead };
}
const isPort = /\/(?:[\w-]+-)?port\.ts$/;

function fromModule(from: Place, into: Place | null, to: ResolvedImport): Verdict {
  if (to.target === null) return fromModuleOutside(from, to.specifier);
  if (into === null) return from.role === 'doors' ? doorsToEngine(to) : null;
  if (into.floor === 'adapters') {
    return { rule: 'modules → no adapter', instead: 'Name a port in the room; main.ts hands the adapter in.' };
  }
  if (into.floor === 'platform') return moduleToPlatform(from, into, to);
  return subjectOf(into) === subjectOf(from) ? withinModule(from, into, to) : acrossModules(from, into);
}

function fromModuleOutside(from: Place, specifier: string): Verdict {
  if (from.role !== 'doors' && http.test(specifier)) return noHttp;
  if (from.role === 'service' && sql.has(specifier)) return noSql;
  if (from.role === 'doors' && sql.has(specifier)) return doorsToService;
  return null;
}

const noHttp = { rule: 'service has no HTTP', instead: 'Requests and answers belong to doors.ts or platform/http.' };
const noSql = { rule: 'service has no SQL', instead: "Say it as a verb of the room's store.ts; the SQL stands there." };
const doorsToService = {
  rule: 'doors → own service',
  instead: 'A door is one line: the thinking belongs to service.ts, storage to store.ts behind it.',
};

/** Doors speak the engine's words (types, model, time), for they dress them for the wire; they compute nothing. */
function doorsToEngine(to: ResolvedImport): Verdict {
  if (to.isTypeOnly || /^packages\/(?!engine\/)|^packages\/engine\/src\/(model|time)\//.test(to.target ?? ''))
    return null;
  return doorsToService;
}

function moduleToPlatform(from: Place, into: Place, to: ResolvedImport): Verdict {
  if (into.room === 'http' || into.room === 'ws') return from.role === 'doors' || to.isTypeOnly ? null : noHttp;
  if (into.room !== 'storage' || to.isTypeOnly) return null;
  if (from.role === 'service') return noSql;
  return from.role === 'doors' ? doorsToService : null;
}

function withinModule(from: Place, into: Place, to: ResolvedImport): Verdict {
  if (from.role === 'doors') return to.isTypeOnly || !['store', 'worker'].includes(into.role) ? null : doorsToService;
  if (into.role === 'doors') {
    return { rule: 'doors → own service', instead: 'Doors look inward and nothing looks at them but main.ts.' };
  }
  if (from.role === 'store' && (into.role === 'service' || into.role === 'worker')) {
    return { rule: 'service → own store', instead: 'The store knows no service: hand the value down as an argument.' };
  }
  return null;
}

function acrossModules(from: Place, into: Place): Verdict {
  if (hearsOnlyTheBus.has(subjectOf(from))) {
    return { rule: `${subjectOf(from)} hears the others only through the bus`, instead: 'Subscribe to their facts.' };
  }
  if (from.role === 'doors') return doorsToService;
  if (into.role === 'service' && from.role !== 'store') return null;
  if (from.role === 'worker' && into.role !== 'doors') return null;
  return {
    rule: "service → other rooms' services",
    instead: `Ask ${subjectOf(into)}/service.ts for it; a room's store, doors and parts are its own.`,
  };
}

function subjectOf(place: Place): string {
  return place.room.split('/')[0];
}

function placeOf(path: string): Place | null {
  const inside = /^packages\/server\/src\/(.+)$/.exec(path)?.[1];
  if (inside === undefined) return null;
  const [floor, ...rest] = inside.split('/');
  if (floor === 'platform') return { floor, room: rest[0].replace(/\.ts$/, ''), role: 'part' };
  if (floor === 'adapters') return { floor, room: rest.slice(0, -1).join('/'), role: 'part' };
  if (floor === 'modules') return { floor, room: rest.join('/'), role: roleOf(rest.at(-1) ?? '') };
  return { floor: 'composition', room: inside, role: 'part' };
}

/** By file name: `store.ts` and `column-store.ts` are stores; migrations are SQL and stand with them. */
function roleOf(file: string): Role {
  const noun = /(?:^|-)(doors|service|store|worker)\.ts$/.exec(file)?.[1];
  if (noun) return noun as Role;
  return file === 'migrations.ts' ? 'store' : 'part';
}
