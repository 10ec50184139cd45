import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';
import { errorCatalogue, errorWords } from '../domain/errors.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { MessageLanguage } from '../domain/languages.ts';
import { escapeHtml } from './html.ts';
import { openApiDocument } from './openapi.ts';
import { languageHeaders } from './problems.ts';
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

/** Title and columns of the page of errors: code, status, message, who must act, whether a repeat can succeed. */
const errorsPageWords: Readonly<Record<MessageLanguage, readonly [title: string, ...columns: string[]]>> = {
  en: ['Errors', 'Code', 'Status', 'Message', 'Who must act', 'A repeat can succeed'],
  da: ['Fejl', 'Kode', 'Status', 'Meddelelse', 'Hvem skal handle', 'En gentagelse kan lykkes'],
  nb: ['Feil', 'Kode', 'Status', 'Melding', 'Hvem må handle', 'En gjentakelse kan lykkes'],
  fi: ['Virheet', 'Koodi', 'Tila', 'Viesti', 'Kenen on toimittava', 'Toisto voi onnistua'],
};

/** The catalogue of refusals as a page: where a problem's `type` leads. */
function errorsPage(language: MessageLanguage): string {
  const [title, ...columns] = errorsPageWords[language];
  const rows = (Object.keys(errorCatalogue) as ErrorCode[])
    .map((code) => {
      const { status, owner, healable } = errorCatalogue[code];
      const message = escapeHtml(errorWords(code, language).message);
      return `<tr id="${code}"><td>${code}</td><td>${status}</td><td>${message}</td><td>${owner}</td><td>${healable ? '✓' : '–'}</td></tr>`;
    })
    .join('\n');
  return `<!doctype html>
<html lang="${language}">
  <head><meta charset="utf-8"><title>Bilag: ${title}</title></head>
  <body>
    <h1>${title}</h1>
    <table>
      <thead><tr>${columns.map((column) => `<th>${column}</th>`).join('')}</tr></thead>
      <tbody>
${rows}
      </tbody>
    </table>
  </body>
</html>
`;
}

/** `/openapi.json`, the readable page under `/docs`, and the list of errors under `/docs/errors`. */
export function docsRouter(version: string): Router {
  const router = Router();
  const document = JSON.stringify(openApiDocument(version));
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
    const { language } = requestState(response);
    response.set(languageHeaders(language)).type('html').send(errorsPage(language));
  });
  router.use('/docs/assets', express.static(swaggerFolder, { index: false, redirect: false }));
  return router;
}
