import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { api } from '../shell/api.ts'
import { formatDuration } from '../shell/format.ts'

const mostFound = 20

type AssetChoiceProps = {
  label: string
  /** Its id. */
  value: string | undefined
  change(id: string | undefined): void
  id?: string
  className?: string
  testId?: string
}

/** One asset, found by its title. */
export const AssetChoice = ({ label, value, change, id, className, testId }: AssetChoiceProps) => {
  const [text, setText] = useState('')
  const [opened, setOpened] = useState(false)
  const asked = useDeferredValue(text.trim())
  const found = useQuery({
    queryKey: ['assets', 'found', asked],
    queryFn: ({ signal }) => api.vms.list({ limit: mostFound, ...(asked ? { text: asked } : {}) }, { signal }),
    placeholderData: (before) => before,
    enabled: opened,
  })
  const chosen = useQuery({
    queryKey: ['assets', 'one', value],
    queryFn: ({ signal }) => api.vms.get({ id: value! }, { signal }),
    enabled: value !== undefined,
    retry: false,
  })
  const items = found.data?.items ?? []
  const all = chosen.data && !items.some((asset) => asset.id === value) ? [chosen.data, ...items] : items
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      {...(className === undefined ? {} : { className })}
      {...(testId === undefined ? {} : { 'data-testid': testId })}
      aria-label={label}
      placeholder={label}
      value={value ?? null}
      allowClear
      showSearch={{ filterOption: false, onSearch: setText }}
      loading={opened && found.isFetching}
      onOpenChange={(open) => setOpened(open || opened)}
      onChange={(next: string | null | undefined) => change(next ?? undefined)}
      options={all.map((asset) => ({
        value: asset.id,
        label:
          asset.durationSeconds === undefined
            ? asset.title
            : `${asset.title} · ${formatDuration(asset.durationSeconds)}`,
      }))}
    />
  )
}
