/** Swagger UI and ReDoc from the installed packages: nothing is fetched from elsewhere, no script stands inline. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pageHtml } from './layout.ts';

const folderOf = (module: string): string => dirname(createRequire(import.meta.url).resolve(`${module}/package.json`));

const swaggerFolder = join(folderOf('@fastify/swagger-ui'), 'static');
const redocFolder = join(folderOf('redoc'), 'bundles');

export interface Asset {
  readonly url: string;
  readonly folder: string;
  readonly file: string;
}

export const assets: readonly Asset[] = [
  { url: '/static/docs/swagger-ui-bundle.js', folder: swaggerFolder, file: 'swagger-ui-bundle.js' },
  { url: '/static/docs/swagger-ui.css', folder: swaggerFolder, file: 'swagger-ui.css' },
  { url: '/static/docs/redoc.standalone.js', folder: redocFolder, file: 'redoc.standalone.js' },
];

export const swaggerStart = {
  url: '/static/docs/swagger-start.js',
  script: `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#explorer',
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  validatorUrl: null,
});
`,
};

export const swaggerPage = (notices: readonly string[]): string =>
  pageHtml({
    title: 'Tradewind API explorer',
    notices,
    // Swagger UI is drawn for a light page.
    head: `<link rel="stylesheet" href="/static/docs/swagger-ui.css">
<style>:root { color-scheme: light; }</style>`,
    body: `<div id="explorer"></div>
<script src="/static/docs/swagger-ui-bundle.js"></script>
<script src="${swaggerStart.url}"></script>`,
  });

export const redocPage = (notices: readonly string[]): string =>
  pageHtml({
    title: 'Tradewind API reference',
    notices,
    head: '<style>:root { color-scheme: light; }</style>',
    // The bundle looks for this element and needs no start of ours.
    body: `<redoc spec-url="/openapi.json"></redoc>
<script src="/static/docs/redoc.standalone.js"></script>`,
  });
