import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auditCsv } from './audit-csv.ts'

test('the trail goes into a spreadsheet line by line, and no title becomes a formula there', () => {
  const entry = {
    id: '1',
    at: '2026-03-01T00:00:00.000Z',
    actor: { kind: 'person', id: 'p', name: '林, 编辑' },
    action: 'asset.changed',
    subject: 'a',
    before: { title: 'x' },
    after: { title: '=HYPERLINK("http://x")' },
  }
  const [head, line] = auditCsv([entry], () => '=HYPERLINK("http://x")').split('\r\n')
  assert.match(head!, /^at,actor_kind,/)
  assert.ok(
    line!.startsWith('2026-03-01T00:00:00.000Z,person,"林, 编辑",p,asset.changed,a,"\'=HYPERLINK(""http://x"")"'),
  )
  assert.ok(line!.includes('"{""title"":""x""}"'))
})
