import { expect, test } from '@jest/globals';
import { close, createOrm } from '../../../domain/database.ts';
import { migrate } from '../../../domain/migrate.ts';
import { Buyer } from './fixtures.ts';

test('what came before lines kept it has what its items are by then; what is still to come has nothing yet', async () => {
  const buyer = await Buyer.make();
  try {
    await buyer.item('K-1', { costAdditionPercentage: '12.5' });
    await buyer.item('FRAGT', { groupNumber: 3 });
    const lines = [{ itemId: 'K-1' }, { itemId: 'FRAGT' }];
    await buyer.receive(await buyer.receipt(await buyer.sent({ lines })));
    await buyer.receipt(await buyer.sent({ lines }));
    const { ownerUrl, appUrl } = buyer.database;
    const owner = await createOrm(ownerUrl, { poolMax: 1 });
    await owner.migrator.down({ migrations: ['Migration20261128182255_received-value'] });
    await close(owner);
    const { executed } = await migrate({ ownerUrl, appUrl });
    expect(executed).toEqual(['Migration20261128182255_received-value']);
    const kept = await buyer.query(
      `select r.state, l.is_goods as goods, l.extra_cost_percentage::text as extra
         from receipt_line l join receipt r on r.id = l.receipt_id order by r.number, l.position`,
    );
    expect(kept).toEqual([
      { state: 'received', goods: true, extra: '12.50' },
      { state: 'received', goods: false, extra: '0.00' },
      { state: 'open', goods: null, extra: null },
      { state: 'open', goods: null, extra: null },
    ]);
    await expect(buyer.query('update receipt_line set is_goods = false where is_goods')).rejects.toThrow(
      /refused/,
    );
  } finally {
    await buyer.database.drop();
  }
});
