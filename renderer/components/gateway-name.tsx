import { gatewayDisplayName } from '../../main/core/unit-name';

/** A gateway by what a person calls it and by its unit; once, where that is the same. */
export function GatewayName({ unit }: { readonly unit: string }) {
  const name = gatewayDisplayName(unit);
  return (
    <>
      {`${name}.service` === unit ? null : `${name} `}
      <span className="unit">{unit}</span>
    </>
  );
}
