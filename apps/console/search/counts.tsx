import { FilterOutlined } from '@ant-design/icons'
import { Badge, Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Facet, FacetGroup, FacetValues } from '../library/facet-group.tsx'
import '../library/facets.css'
import { filtersOf, toggled, unfiltered, type Asked, type Change, type Choice } from './asked.ts'
import { useCounts } from './found.ts'

const mostMonths = 12
type CountsProps = { asked: Asked; change: Change }

/** What was found by where it was found, state, column, tag and month; a press narrows. */
export const Counts = ({ asked, change }: CountsProps) => {
  const { t, i18n } = useTranslation()
  const { data } = useCounts(asked)
  const group = (name: Choice, title: string, values: readonly { value: string; count: number }[], word: string) => {
    const missing = asked[name].filter((value) => !values.some((one) => one.value === value))
    const all = [...values, ...missing.map((value) => ({ value, count: 0 }))]
    if (all.length === 0) return null
    return (
      <FacetGroup name={`search-${name}`} title={title}>
        {all.map(({ value, count }) => (
          <Facet
            key={value}
            name={name}
            value={value}
            label={t(`${word}.${value}`)}
            count={count}
            pressed={asked[name].includes(value)}
            press={() => change((before) => toggled(before, name, value))}
          />
        ))}
      </FacetGroup>
    )
  }
  const named = (name: Choice, title: string, values: readonly { value: string; count: number }[] = []) =>
    values.length === 0 && asked[name].length === 0 ? null : (
      <FacetGroup name={`search-${name}`} title={title}>
        <FacetValues
          name={name}
          values={values}
          chosen={asked[name]}
          toggle={(value) => change((before) => toggled(before, name, value))}
        />
      </FacetGroup>
    )
  const months = data?.months.slice(0, mostMonths) ?? []
  const shownMonths =
    asked.month === undefined || months.some(({ value }) => value === asked.month)
      ? months
      : [{ value: asked.month, count: 0 }, ...months]
  const monthName = new Intl.DateTimeFormat(i18n.language, { year: 'numeric', month: 'long', timeZone: 'UTC' })
  return (
    <div className="facets" role="group" aria-label={t('search.filters')}>
      {group('kind', t('search.where'), data?.kinds ?? [], 'search.kinds')}
      {group('state', t('search.state'), data?.states ?? [], 'states')}
      {named('column', t('search.column'), data?.columns)}
      {named('tag', t('search.tag'), data?.tags)}
      {shownMonths.length === 0 ? null : (
        <FacetGroup name="search-month" title={t('search.time')}>
          {shownMonths.map(({ value, count }) => (
            <Facet
              key={value}
              name="month"
              value={value}
              label={monthName.format(new Date(`${value}-01T00:00:00Z`))}
              count={count}
              pressed={asked.month === value}
              press={() => change(({ month, ...before }) => (month === value ? before : { ...before, month: value }))}
            />
          ))}
        </FacetGroup>
      )}
      {data?.more ? <p className="faint search-counted">{t('search.counted', { number: data.counted })}</p> : null}
    </div>
  )
}

/** On a phone the filters come from below. */
export const CountsSheet = ({ asked, change }: CountsProps) => {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const count = filtersOf(asked)
  return (
    <>
      <Badge count={count} size="small">
        <Button icon={<FilterOutlined />} onClick={() => setOpen(true)} data-testid="open-filters">
          {t('search.filters')}
        </Button>
      </Badge>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        placement="bottom"
        size="min(80dvh, 720px)"
        title={t('search.filters')}
        extra={
          <Button type="text" disabled={count === 0} onClick={() => change(unfiltered)}>
            {t('search.clearFilters')}
          </Button>
        }
      >
        <Counts asked={asked} change={change} />
      </Drawer>
    </>
  )
}
