import { useQueries } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Filter as Asked } from '#services/vms'
import { api } from '../shell/api.ts'
import { Facet, FacetGroup, useClosed } from './facet-group.tsx'
import { lengths, spans, times, without, type Filter } from './filter.ts'

type Change = (change: (filter: Filter) => Filter) => void
type TimeFacetProps = {
  filter: Filter
  change: Change
  counts: readonly { value: string; count: number }[]
}

/** When it came in: a span up to now, or a range of days. */
export const TimeFacet = ({ filter, change, counts }: TimeFacetProps) => {
  const { t } = useTranslation()
  const id = useId()
  const [open, setOpen] = useState(false)
  const ranged = filter.from !== undefined || filter.to !== undefined
  const set = (key: 'from' | 'to') => (event: React.ChangeEvent<HTMLInputElement>) => {
    const { value } = event.target
    change((filter) => ({ ...without(filter, 'time', key), ...(value ? { [key]: value } : {}) }))
  }
  return (
    <FacetGroup name="time" title={t('library.time')}>
      {times.map((value) => (
        <Facet
          key={value}
          name="time"
          value={value}
          label={t(`library.times.${value}`)}
          count={counts.find((one) => one.value === value)?.count}
          pressed={filter.time === value}
          press={() =>
            change((filter) => ({
              ...without(filter, 'time', 'from', 'to'),
              ...(filter.time === value ? {} : { time: value }),
            }))
          }
        />
      ))}
      <Facet
        name="time"
        value="range"
        label={t('library.range')}
        pressed={ranged}
        press={() => {
          if (ranged) change((filter) => without(filter, 'from', 'to'))
          setOpen(!ranged && !open)
        }}
      />
      {open || ranged ? (
        <div className="facet-range">
          <label htmlFor={`${id}from`}>{t('library.from')}</label>
          <input
            id={`${id}from`}
            type="date"
            value={filter.from ?? ''}
            max={filter.to}
            onChange={set('from')}
            data-testid="range-from"
          />
          <label htmlFor={`${id}to`}>{t('library.to')}</label>
          <input
            id={`${id}to`}
            type="date"
            value={filter.to ?? ''}
            min={filter.from}
            onChange={set('to')}
            data-testid="range-to"
          />
        </div>
      ) : null}
    </FacetGroup>
  )
}

type LengthFacetProps = { filter: Filter; change: Change; asked: Asked | undefined }

/** How long it is. The service counts no lengths beside the others: they are asked for while this is open. */
export const LengthFacet = ({ filter, change, asked }: LengthFacetProps) => {
  const { t } = useTranslation()
  const [closed] = useClosed('length')
  const { durationFromSeconds: _from, durationToSeconds: _to, ...rest } = asked ?? {}
  const counts = useQueries({
    queries: lengths.map((value) => {
      const [from, to] = spans[value]
      const within = { ...rest, durationFromSeconds: from, ...(to === undefined ? {} : { durationToSeconds: to }) }
      return {
        queryKey: ['facets', 'length', within],
        queryFn: ({ signal }: { signal: AbortSignal }) => api.vms.count(within, { signal }),
        enabled: asked !== undefined && !closed,
      }
    }),
  })
  return (
    <FacetGroup name="length" title={t('library.length')}>
      {lengths.map((value, i) => (
        <Facet
          key={value}
          name="length"
          value={value}
          label={t(`library.lengths.${value}`)}
          count={counts[i]?.data?.count}
          pressed={filter.length === value}
          press={() =>
            change((filter) => ({
              ...without(filter, 'length'),
              ...(filter.length === value ? {} : { length: value }),
            }))
          }
        />
      ))}
    </FacetGroup>
  )
}
