import { FilterOutlined } from '@ant-design/icons'
import { Badge, Button, Drawer, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { counted } from './counted.ts'
import { Facets, type FacetsProps } from './facets.tsx'
import { countOfFilter, everything, sorts } from './filter.ts'

/** On a phone the filters come from below; what they leave is told by the button that closes them. */
export const FilterSheet = ({ total, ...facets }: FacetsProps & { total: number | undefined }) => {
  const { t, i18n } = useTranslation()
  const [open, setOpen] = useState(false)
  const { filter, change } = facets
  const count = countOfFilter(filter)
  return (
    <>
      <Badge count={count} size="small">
        <Button
          icon={<FilterOutlined />}
          onClick={() => setOpen(true)}
          aria-label={t('library.filters')}
          data-testid="open-filters"
        />
      </Badge>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        placement="bottom"
        size="min(88dvh, 760px)"
        closable={false}
        rootClassName="detail detail-sheet"
        title={t('library.filters')}
        extra={
          <Button type="text" disabled={count === 0} onClick={() => change(({ sort }) => ({ ...everything, sort }))}>
            {t('library.clearFilters')}
          </Button>
        }
        footer={
          <Button type="primary" block size="large" onClick={() => setOpen(false)} data-testid="close-filters">
            {total === undefined ? t('actions.close') : t('library.showAssets', counted(total, i18n.language))}
          </Button>
        }
      >
        <SortSelect filter={filter} change={change} />
        <Facets {...facets} touch />
      </Drawer>
    </>
  )
}

/** The order of the library. */
export const SortSelect = ({ filter, change }: Pick<FacetsProps, 'filter' | 'change'>) => {
  const { t } = useTranslation()
  return (
    <Select
      className="library-sort"
      value={filter.sort}
      onChange={(sort) => change((filter) => ({ ...filter, sort }))}
      options={sorts.map((value) => ({ value, label: t(`library.sorts.${value}`) }))}
      aria-label={t('library.sort')}
      popupMatchSelectWidth={false}
    />
  )
}
