/** Where a door can be reached: on `/api/v1` in an envelope, on `/api` bare, or at the root. */
import type { Door } from './door.ts';

export interface FacePlace {
  /** What the path of a door is put behind. */
  readonly prefix: string;
  readonly isEnveloped: boolean;
  /** Ends the operation ids of a second face: an id must be unique in the document. */
  readonly operationSuffix: string;
}

export const envelopedFace: FacePlace = { prefix: '/api/v1', isEnveloped: true, operationSuffix: '' };
export const bareFace: FacePlace = { prefix: '/api', isEnveloped: false, operationSuffix: 'Bare' };
export const rootFace: FacePlace = { prefix: '', isEnveloped: false, operationSuffix: '' };

export const facesOf = (door: Door): readonly FacePlace[] =>
  door.mounted === 'root' ? [rootFace] : [envelopedFace, bareFace];

/** The whole path of a door on a face, parameters in braces, without a trailing slash. */
export const pathOn = (face: FacePlace, door: Door): string => `${face.prefix}${door.path}`.replace(/(?<=.)\/$/, '');
