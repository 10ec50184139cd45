import type { Context } from './context.ts';

/** `/self`: the agreement, its company, the app and the modules that are switched on. */
export function selfView({ agreement, restUrl, switches }: Context) {
  const language =
    switches.language === 'da'
      ? { languageNumber: 1, name: 'Danish', culture: 'da-DK' }
      : { languageNumber: 2, name: 'English', culture: 'en-GB' };
  const { company } = agreement;
  return {
    agreementNumber: agreement.number,
    agreementType: { agreementTypeNumber: 1, name: agreement.isDanish ? 'denmark' : 'other' },
    userName: 'SANDKASSE',
    signupDate: '2025-01-02',
    user: {
      loginId: 'SANDKASSE',
      email: company.email ?? 'sandkasse@engros.example',
      name: 'Sandkasse',
      language: { ...language, self: `${restUrl}/languages/${language.languageNumber}` },
      agreementNumber: agreement.number,
    },
    company,
    bankInformation: {
      bankName: 'Danske Penge',
      bankSortCode: '1234',
      bankAccountNumber: '0123456789',
    },
    application: {
      appNumber: 1,
      name: 'Bilag',
      appPublicToken: 'sandbox-app-public',
      created: '2025-01-02',
      requiredRoles: [{ roleNumber: 2, name: 'SuperUser' }],
      self: `${restUrl}/apps/1`,
    },
    settings: { baseCurrency: agreement.baseCurrency },
    companyAffiliation: 'e-conomic',
    canSendElectronicInvoice: agreement.isDanish && agreement.isPaying,
    modules: [{ moduleNumber: 33, name: 'Balance posting (user)', self: `${restUrl}/modules/agreement/33` }],
    self: `${restUrl}/self`,
  };
}
