import type { Tx } from '../context.ts'

const BOUGHT = 'select from orders where listing_id = ? and buyer_id = ?'
const INSTALLED = 'select from listing_installs where listing_id = ? and user_id = ?'

/** Whether somebody has bought a listing, in whatever organisation. */
export const hasBought = async (tx: Tx, listingId: string, userId: string): Promise<boolean> =>
  (await tx.execute<object[]>(BOUGHT, [listingId, userId])).length > 0

/** Whether somebody has installed a listing, in whatever organisation. */
export const hasInstalled = async (tx: Tx, listingId: string, userId: string): Promise<boolean> =>
  (await tx.execute<object[]>(INSTALLED, [listingId, userId])).length > 0
