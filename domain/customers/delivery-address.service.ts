import { addressesOf } from '../parties/delivery-address.service.ts';
import { register } from '../registers.ts';
import { customerRegister } from './customer.register.ts';
import { DeliveryAddress } from './delivery-address.entity.ts';

const addressRegister = register(DeliveryAddress, 'Delivery address');

/** What can be done with the delivery addresses of a customer; each function says what it throws. */
export const {
  create: createDeliveryAddress,
  update: updateDeliveryAddress,
  remove: deleteDeliveryAddress,
  find: findDeliveryAddress,
  list: listDeliveryAddresses,
} = addressesOf({ address: addressRegister, party: customerRegister, owner: 'customer' });
