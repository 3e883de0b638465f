import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roleNames, roles, scopes } from '#backbone/scopes'
import { canGive, deedsOf, groupsOf, mayRole, presetOf, presets, summaryOf } from './deeds.ts'

test('the table of roles and deeds says what the server holds', () => {
  assert.deepEqual(
    groupsOf(scopes).flatMap((group) => group.scopes),
    [...scopes],
  )
  for (const role of roleNames) {
    assert.deepEqual(
      scopes.filter((scope) => mayRole(role, scope)),
      scopes.filter((scope) => (roles[role] as readonly string[]).includes(scope)),
    )
  }
  assert.deepEqual(deedsOf('viewer'), [])
  assert.deepEqual(deedsOf('reviewer'), ['assets:publish'])
})

test('who may not do a thing cannot give a role that may', () => {
  assert.ok(canGive('viewer', roles['chief-editor']))
  assert.ok(!canGive('admin', roles['chief-editor']))
  assert.ok(roleNames.every((role) => canGive(role, roles.admin)))
})

test('what a key may do is said in the fewest words', () => {
  assert.deepEqual(summaryOf(scopes), { kind: 'all' })
  assert.deepEqual(summaryOf(['runs:read', 'assets:read']), {
    kind: 'read',
    resources: ['assets', 'runs'],
  })
  assert.deepEqual(summaryOf(['uploads:write', 'assets:read', 'assets:write', 'runs:read']), {
    kind: 'some',
    changes: ['assets', 'uploads'],
    reads: ['runs'],
  })
})

test('a preset never gives more than its maker has', () => {
  assert.deepEqual(presets.upload(roles.viewer), ['assets:read', 'runs:read'])
  assert.equal(presetOf(presets.upload(roles.admin), roles.admin), 'upload')
  assert.equal(presetOf(['assets:read'], roles.admin), undefined)
})
