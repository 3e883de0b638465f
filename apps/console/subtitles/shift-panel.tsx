import { Button, InputNumber, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Shift } from './lines.ts'

export type Which = 'all' | 'chosen' | 'from'
type ShiftPanelProps = { chosen: number; apply(which: Which, shift: Shift): void }

/** The rates between which films are brought without their text; the first is what the text was made for. */
const rates = [
  [25, 24_000 / 1001],
  [25, 24],
  [24_000 / 1001, 25],
  [24, 25],
  [30_000 / 1001, 25],
  [25, 30_000 / 1001],
] as const
const shown = (rate: number) => String(Math.round(rate * 1000) / 1000)

/** Moves lines in time, and stretches them to another frame rate: all, those chosen, or all from one on. */
export const ShiftPanel = ({ chosen, apply }: ShiftPanelProps) => {
  const { t } = useTranslation()
  const [which, setWhich] = useState<Which>(chosen > 1 ? 'chosen' : 'all')
  const [offsetSeconds, setOffset] = useState(0)
  const [rate, setRate] = useState(-1)
  const [from, to] = rates[rate] ?? [1, 1]
  const factor = from / to
  return (
    <div className="shift-panel" data-testid="shift-panel">
      <label>
        <span className="label">{t('subtitles.moveBy')}</span>
        <InputNumber
          autoFocus
          value={offsetSeconds}
          step={0.1}
          precision={3}
          min={-100_000}
          max={100_000}
          onChange={(value) => setOffset(value ?? 0)}
          data-testid="shift-seconds"
        />
      </label>
      <label>
        <span className="label">{t('subtitles.stretch')}</span>
        <Select
          value={rate}
          onChange={setRate}
          aria-label={t('subtitles.stretch')}
          options={[
            { value: -1, label: t('subtitles.sameRate') },
            ...rates.map(([one, other], value) => ({ value, label: `${shown(one)} → ${shown(other)}` })),
          ]}
        />
      </label>
      <Radio.Group
        className="shift-which"
        value={which}
        onChange={(event) => setWhich(event.target.value as Which)}
        options={[
          { value: 'all', label: t('subtitles.all') },
          { value: 'chosen', label: t('subtitles.chosen', { count: chosen }), disabled: chosen === 0 },
          { value: 'from', label: t('subtitles.fromHere'), disabled: chosen === 0 },
        ]}
      />
      <Button
        type="primary"
        disabled={offsetSeconds === 0 && factor === 1}
        onClick={() => apply(which, { offsetSeconds, factor })}
        data-testid="shift-apply"
      >
        {t('subtitles.apply')}
      </Button>
    </div>
  )
}
