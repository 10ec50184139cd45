import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';
import { errorCatalogue } from '../domain/errors.ts';
import { openApiDocument } from './openapi.ts';
import { requestState } from './request-state.ts';

/** The page's files come with the package `swagger-ui-dist`, so that it works where there is no internet. */
const swaggerFolder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Bilag API</title>
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css">
    <link rel="icon" href="/docs/assets/favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/page.js"></script>
  </body>
</html>
`;

const pageScript = `window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
});
`;

/** The catalogue of refusals as a page: where a problem's \`type\` leads. */
function errorsPage(): string {
  const rows = Object.entries(errorCatalogue)
    .map(
      ([code, row]) =>
        `<tr id="${code}"><td>${code}</td><td>${row.status}</td><td>${escapeHtml(row.message)}</td><td>${row.owner}</td><td>${row.healable ? 'yes' : 'no'}</td></tr>`,
    )
    .join('\n');
  return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Bilag errors</title></head>
  <body>
    <h1>Errors</h1>
    <table>
      <thead><tr><th>Code</th><th>Status</th><th>Message</th><th>Who must act</th><th>A repeat can succeed</th></tr></thead>
      <tbody>
${rows}
      </tbody>
    </table>
  </body>
</html>
`;
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** `/openapi.json`, the readable page under `/docs`, and the list of errors under `/docs/errors`. */
export function docsRouter(version: string): Router {
  const router = Router();
  const document = JSON.stringify(openApiDocument(version));
  const errors = errorsPage();
  router.use(['/docs', '/openapi.json'], (_request: Request, response: Response, next: NextFunction) => {
    requestState(response).route = '/docs';
    next();
  });
  router.get('/openapi.json', (_request, response) => {
    response.type('application/json').send(document);
  });
  router.get('/docs', (_request, response) => {
    response.type('html').send(page);
  });
  router.get('/docs/page.js', (_request, response) => {
    response.type('text/javascript').send(pageScript);
  });
  router.get('/docs/errors', (_request, response) => {
    response.type('html').send(errors);
  });
  router.use('/docs/assets', express.static(swaggerFolder, { index: false, redirect: false }));
  return router;
}
