import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { MappingState } from './debtor.entity.js';

/** A place that goods of a debtor go to, other than the account's own address (domain D12). */
@Entity({ name: 'delivery_address' })
@Unique('delivery_address_once_per_debtor', ['debtorId', 'addressHash'])
export class DeliveryAddressEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'debtor_id' })
  debtorId!: string;

  @Column('text', { name: 'address_hash' })
  addressHash!: string;

  @Column('text')
  state!: MappingState;

  @Column('text', { name: 'reason_code', nullable: true })
  reasonCode!: string | null;

  @Column('text', { name: 'platform_message', nullable: true })
  platformMessage!: string | null;

  @Column('uuid', { name: 'exact_address_id', nullable: true })
  exactAddressId!: string | null;
}
