import { Migration } from '@mikro-orm/migrations'
import { tenantPolicy } from './tenant-policy.ts'

/** Files of organisations, in quarantine until a scanner or the staff let them out. */
export class Migration0016Files extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const statements = [
  `create table files (
    id uuid primary key,
    org_id uuid not null references organisations on delete cascade,
    uploader_id uuid not null references users,
    area_slug varchar(64) not null,
    file_name text not null,
    file_size bigint not null,
    content_type text not null,
    checksum_sha256 varchar(64) not null,
    storage_key text not null,
    status text not null default 'quarantined' check (status in ('quarantined', 'approved', 'rejected')),
    -- Claimed before its object is written; what is not stored yet is shown to nobody.
    claimed_at timestamptz not null,
    stored_at timestamptz,
    -- What the last scan said, and whether the staff are asked now.
    scan_attempts integer not null default 0,
    scan_result text,
    needs_review boolean not null default false,
    decided_by uuid references users,
    decision_reason text,
    decided_at timestamptz,
    approved_at timestamptz,
    only_for uuid,
    created_at timestamptz not null
  )`,
  'create index files_newest on files (org_id, status, created_at desc, id desc)',
  'create index files_by_area on files (org_id, status, area_slug, created_at desc, id desc)',
  'create index files_by_uploader on files (org_id, status, uploader_id, created_at desc, id desc)',
  'create index files_for_staff on files (status, created_at desc, id desc)',
  'create index files_claimed on files (claimed_at) where stored_at is null',
  ...tenantPolicy('files', {
    orgColumn: 'org_id',
    readableWhen: `tenant_variable('gourd.sees') = 'everything'`,
  }),
]
