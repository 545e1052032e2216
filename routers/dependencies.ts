import { z } from 'zod'
import {
  DeclareDependency,
  DependantList,
  Dependency,
  DependencyGraph,
  DependencyList,
  DependencyPath,
  declareDependency,
  deleteDependency,
  getGraph,
  listDependants,
  listDependencies,
  UpdateDependency,
  updateDependency,
} from '../src/domains/dependencies/index.ts'
import { PluginSlug } from '../src/domains/plugins/index.ts'
import { VersionPath } from '../src/domains/versions/index.ts'
import { open, scoped } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const core = { id: 'b3000000-0000-0000-0000-000000000001', name: 'PumpkinCore', slug: 'pumpkin-core' }
const dependency = {
  id: 'e5000000-0000-0000-0000-000000000001',
  dependency_plugin: core,
  version_req: '>=0.1.0',
  is_optional: false,
  created_at: '2025-06-15T10:00:00Z',
}
const guard = { slug: 'pumpkin-guard', version: '0.3.0' }

const REQUIREMENTS =
  '`version_req` speaks the languages of Cargo and npm: `=`, `>`, `>=`, `<`, `<=`, `^`, `~`, x-ranges (`1.x`, `*`) ' +
  'and hyphen ranges (`1.2 - 2.3`). A version without a comparator means `^`, also a short one: `1.2` is `^1.2`. ' +
  'Commas and spaces mean *and*, `||` means *or*; npm’s leading `v` is tolerated. At most 256 characters and 32 ' +
  'alternatives. Prereleases match only where a comparator names a prerelease of the same major.minor.patch. A ' +
  'requirement that nothing can ever satisfy, such as `>2 <1`, is no error: the graph shows it as ' +
  '`no_matching_version`. The text is kept as it was sent, trimmed.'

const notFound = 'Plugin, version, or dependency not found'

export const dependencies = t.router({
  list: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/plugins/{slug}/versions/{version}/dependencies',
        tags: ['dependencies'],
        summary: 'List the dependencies of a version',
        description:
          'All declared dependencies for a specific version of a plugin, in the order they were declared. Those on ' +
          'plugins that have since been deactivated or deleted are among them.',
      },
      rest: {
        cache: 'row',
        errors: { not_found: 'Plugin or version not found' },
        example: {
          input: guard,
          output: {
            plugin_slug: 'pumpkin-guard',
            version: '0.3.0',
            total: 1,
            dependencies: [dependency],
          },
        },
      },
    })
    .input(VersionPath)
    .output(DependencyList)
    .query(({ ctx, input }) => listDependencies(ctx, input)),

  declare: scoped('publish')
    .meta({
      openapi: {
        method: 'POST',
        path: '/plugins/{slug}/versions/{version}/dependencies',
        tags: ['dependencies'],
        summary: 'Declare a dependency',
        description:
          `${REQUIREMENTS} A declaration is circular when its target, as it resolves now and optional dependencies ` +
          'included, leads back to the declaring plugin. A version has at most 200 dependencies.',
      },
      rest: {
        status: 201,
        invalid: 'bad_request',
        errors: {
          bad_request: 'Invalid semver range, self-dependency, or circular dependency',
          forbidden: 'Not the plugin owner',
          not_found: 'Plugin, version, or dependency plugin not found',
          conflict: 'Dependency already declared, or the version has 200 of them',
        },
        example: {
          input: {
            ...guard,
            dependency_plugin_id: core.id,
            version_req: '>=0.2.0',
            is_optional: false,
          },
          output: { ...dependency, version_req: '>=0.2.0' },
        },
      },
    })
    .input(DeclareDependency)
    .output(Dependency)
    .mutation(({ ctx, input }) => declareDependency(ctx, input)),

  update: scoped('publish')
    .meta({
      openapi: {
        method: 'PUT',
        path: '/plugins/{slug}/versions/{version}/dependencies/{dependency_id}',
        tags: ['dependencies'],
        summary: 'Change a dependency',
        description: `Changes the requirement or the optional flag; what is not sent stays. ${REQUIREMENTS}`,
      },
      rest: {
        invalid: 'bad_request',
        errors: {
          bad_request: 'Invalid semver range, a range that makes a circular dependency, or nothing to change',
          forbidden: 'Not the plugin owner',
          not_found: notFound,
          conflict: 'The range leads to a graph that is too large',
        },
        example: {
          input: { ...guard, dependency_id: dependency.id, version_req: '^0.2', is_optional: true },
          output: { ...dependency, version_req: '^0.2', is_optional: true },
        },
      },
    })
    .input(UpdateDependency)
    .output(Dependency)
    .mutation(({ ctx, input }) => updateDependency(ctx, input)),

  delete: scoped('publish')
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/plugins/{slug}/versions/{version}/dependencies/{dependency_id}',
        tags: ['dependencies'],
        summary: 'Remove a dependency',
        description: 'Takes the declaration back. The graph no longer shows it.',
      },
      rest: {
        status: 204,
        errors: { forbidden: 'Not the plugin owner', not_found: notFound },
        example: { input: { ...guard, dependency_id: dependency.id } },
      },
    })
    .input(DependencyPath)
    .output(z.void())
    .mutation(({ ctx, input }) => deleteDependency(ctx, input)),

  graph: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/plugins/{slug}/versions/{version}/dependencies/graph',
        tags: ['dependencies'],
        summary: 'Resolve the dependency graph',
        description:
          'The complete graph of a version, breadth-first from it; the dependencies of a version stand and are ' +
          'followed in the order they were declared. Each dependency resolves by itself to the highest version that ' +
          'satisfies it and is not yanked, so a plugin may stand in the graph at two versions. Nothing follows a ' +
          'plugin that is deactivated or deleted. Optional dependencies are resolved and followed, but only what is ' +
          'required without them can conflict. Each conflict is told once, with every requirement that takes part: ' +
          '`no_matching_version`: no published version satisfies the requirement; `incompatible_ranges`: each ' +
          'requirement on the plugin can be met and no version meets all of them; `circular_dependency`: a chain ' +
          'comes back to its plugin, be it at another version (the requirements are the links of the chain; at most 100 ' +
          'chains are told); ' +
          '`inactive_plugin`: a required plugin has been deactivated or deleted.',
      },
      rest: {
        cache: 'row',
        errors: {
          not_found: 'Plugin or version not found',
          validation_failed: 'The graph has more than 10,000 versions or 50,000 dependencies',
        },
        example: {
          input: { slug: 'economine', version: '1.1.0' },
          output: {
            plugin_slug: 'economine',
            version: '1.1.0',
            graph: [
              {
                plugin_id: 'b3000000-0000-0000-0000-000000000003',
                plugin_name: 'EconoMine',
                plugin_slug: 'economine',
                version: '1.1.0',
                version_id: 'd4000000-0000-0000-0000-000000000007',
                dependencies: [
                  {
                    dependency_plugin_id: core.id,
                    dependency_plugin_name: core.name,
                    dependency_plugin_slug: core.slug,
                    version_req: '>=0.2.0',
                    is_optional: false,
                    resolved_version: '0.2.0',
                    is_compatible: true,
                  },
                ],
              },
              {
                plugin_id: core.id,
                plugin_name: core.name,
                plugin_slug: core.slug,
                version: '0.2.0',
                version_id: 'd4000000-0000-0000-0000-000000000002',
                dependencies: [],
              },
            ],
            conflicts: [],
          },
        },
      },
    })
    .input(VersionPath)
    .output(DependencyGraph)
    .query(({ ctx, input }) => getGraph(ctx, input)),

  dependants: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/plugins/{slug}/dependants',
        tags: ['dependencies'],
        summary: 'List the dependants of a plugin',
        description:
          'All plugins (and their versions) that declare a dependency on this plugin, by slug and then the highest ' +
          'version first. Useful for impact analysis before breaking changes. Deactivated and deleted plugins are ' +
          'left out. `total` counts all of them; at most the first 1,000 are listed.',
      },
      rest: {
        cache: 'row',
        errors: { not_found: 'Plugin not found or inactive' },
        example: {
          input: { slug: 'pumpkin-core' },
          output: {
            plugin_slug: 'pumpkin-core',
            plugin_name: 'PumpkinCore',
            total: 1,
            dependants: [
              {
                plugin_id: 'b3000000-0000-0000-0000-000000000002',
                plugin_name: 'PumpkinGuard',
                plugin_slug: 'pumpkin-guard',
                version: '0.3.0',
                version_req: '>=0.1.0',
                is_optional: false,
              },
            ],
          },
        },
      },
    })
    .input(z.object({ slug: PluginSlug }))
    .output(DependantList)
    .query(({ ctx, input }) => listDependants(ctx, input)),
})
