import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset, RelationKind } from '#services/vms'
import { api } from '../shell/api.ts'
import { formatDuration } from '../shell/format.ts'
import { useAct } from '../shell/use-act.ts'

const kinds = ['derived', 'part', 'trailer', 'translation', 'replacement', 'related'] as const satisfies RelationKind[]
const mostFound = 20

/** Says what this asset is to another one, which is found by its title. */
export const RelationAdd = ({ asset, done }: { asset: Asset; done(): void }) => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [kind, setKind] = useState<RelationKind>('derived')
  const [to, setTo] = useState<string>()
  const [text, setText] = useState('')
  const asked = useDeferredValue(text.trim())
  const found = useQuery({
    queryKey: ['assets', 'found', asked],
    queryFn: ({ signal }) => api.vms.list({ limit: mostFound, ...(asked ? { text: asked } : {}) }, { signal }),
    placeholderData: (before) => before,
  })
  const add = useAct(async () => {
    if (to === undefined) return
    await api.vms.relate({ id: asset.id, to, kind })
    await queries.invalidateQueries({ queryKey: ['asset', asset.id, 'lineage'] })
    done()
  })
  return (
    <form
      className="relation-add"
      onSubmit={(event) => {
        event.preventDefault()
        add.act()
      }}
    >
      <Select<RelationKind>
        aria-label={t('lineage.kind')}
        value={kind}
        onChange={setKind}
        options={kinds.map((value) => ({ value, label: t(`lineage.is.${value}`) }))}
      />
      <Select
        className="grow"
        aria-label={t('lineage.which')}
        placeholder={t('lineage.which')}
        value={to ?? null}
        autoFocus
        showSearch={{ filterOption: false, onSearch: setText }}
        loading={found.isFetching}
        onChange={(id: string) => setTo(id)}
        options={(found.data?.items ?? [])
          .filter(({ id }) => id !== asset.id)
          .map(({ id, title, durationSeconds }) => ({
            value: id,
            label: durationSeconds === undefined ? title : `${title} · ${formatDuration(durationSeconds)}`,
          }))}
      />
      <Button type="primary" htmlType="submit" disabled={to === undefined} loading={add.busy}>
        {t('lineage.add')}
      </Button>
      <Button type="text" onClick={done}>
        {t('actions.cancel')}
      </Button>
    </form>
  )
}
