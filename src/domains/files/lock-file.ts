import { LockMode } from '@mikro-orm/core'
import { FileEntity } from '../../../entities/index.ts'
import type { Tx } from '../context.ts'

/** A stored file of the organisation that the transaction has entered, locked until it ends. */
export const lockFile = (tx: Tx, orgId: string, id: string): Promise<FileEntity | null> =>
  tx.findOne(
    FileEntity,
    { id, org: orgId, storedAt: { $ne: null } },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  )
