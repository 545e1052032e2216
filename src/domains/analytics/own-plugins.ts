/** SQL, a part of a `with`: `own`, the live plugins of the user `$3` with their totals. */
export const OWN_PLUGINS = `
  own as materialized (
    select p.id, p.slug, p.name, t.downloads
    from plugins p join plugin_totals t on t.plugin_id = p.id
    where p.author_id = $3 and p.deleted_at is null and p.deactivated_at is null
  )`
