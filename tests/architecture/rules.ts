/** Every rule of the house that the text of the files can show. */
import { ambience } from './ambience.ts';
import { engineStaircase } from './engine-staircase.ts';
import type { Rule } from './house.ts';
import { fileLength, fileNames, folderNames, snakeCase } from './naming.ts';
import { packageArrows } from './package-arrows.ts';
import { serverRooms } from './server-rooms.ts';

export const rules: Readonly<Record<string, Rule>> = {
  packageArrows,
  engineStaircase,
  serverRooms,
  ambience,
  folderNames,
  fileNames,
  fileLength,
  snakeCase,
};
