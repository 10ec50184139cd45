import { plain, subtract } from '../../domain/money.ts';
import type { ProductLocation } from '../../domain/products/product-location.entity.ts';
import type { ProductPrice } from '../../domain/products/product-price.entity.ts';
import type { SalesBudget } from '../../domain/products/sales-budget.entity.ts';
import type { ProductTranslation } from '../../domain/products/product-translation.entity.ts';
import type { ProductUnit } from '../../domain/products/product-unit.entity.ts';
import type { Product } from '../../domain/products/product.entity.ts';
import { noQuantities } from '../../domain/stock/quantities.ts';
import { locationPlaceView } from './locations.ts';
import { decimalView, groupView, productGroupView, unitView } from './registers.ts';

/** An item in answers, read under `path`; it is loaded with `itemPopulate`. */
export function productView(product: Product, path: 'products' | 'lots' | 'items' = 'products') {
  const unit = product.unit ?? null;
  const defaultLocation = product.defaultLocation ?? null;
  const urlNumber = encodeURIComponent(product.number);
  return {
    id: product.id,
    number: product.number,
    type: product.type,
    urlfriendly_number: urlNumber,
    name: product.name,
    description: product.description ?? null,
    group_id: product.group.number,
    group: productGroupView(product.group),
    unit: unit === null ? null : unitView(unit),
    barcode: product.barcode ?? null,
    ...pricesView(product),
    ...quantitiesView(product),
    min_order: plain(product.minOrder),
    min_sales: plain(product.minSales),
    min_stock: plain(product.minStock),
    default_location: defaultLocation === null ? null : locationPlaceView(defaultLocation),
    default_supplier_id: product.defaultSupplier?.number ?? null,
    should_assure_quality: product.shouldAssureQuality,
    batch_control: { is_active: product.hasBatchControl },
    serial_numbers: { is_active: product.hasSerialNumbers },
    is_barred: product.isBarred,
    is_convertable: product.isConvertable === true,
    inventory_enabled: product.group.hasInventory,
    goods_code: product.goodsCode ?? null,
    country_code: product.countryCode ?? null,
    department_id: product.departmentNumber ?? null,
    physical: physicalView(product),
    pictures: { thumb: null, display: null, large: null, original: null },
    pdf_url: null,
    self: `/api/${path}/${urlNumber}`,
    created_at: product.createdAt,
    updated_at: product.updatedAt,
    deleted_at: null,
  };
}

function pricesView(product: Product) {
  const cost = product.costPrice ?? null;
  return {
    sales_price: plain(product.salesPrice),
    recommended_sales_price: decimalView(product.recommendedSalesPrice),
    cost_price: decimalView(cost),
    recommended_cost_price: decimalView(product.recommendedCostPrice),
    cost_addition_percentage: plain(product.costAdditionPercentage),
    sales_profit: cost === null ? null : subtract(product.salesPrice, cost),
  };
}

function quantitiesView(product: Product) {
  const { stock, inOrder, available, purchased, usedInProduction } = product.quantities ?? noQuantities;
  return {
    stock_quantity: stock,
    in_order_quantity: inOrder,
    available_quantity: available,
    purchased_quantity: purchased,
    used_in_production_quantity: usedInProduction,
  };
}

const physicalView = (product: Product) => ({
  weight: decimalView(product.weight),
  weight_unit: product.weightUnit ?? null,
  height: decimalView(product.height),
  width: decimalView(product.width),
  depth: decimalView(product.depth),
  size: decimalView(product.size),
  size_unit: product.sizeUnit ?? null,
});

export const productUnitView = (row: ProductUnit) => ({
  unit_id: row.unit.number,
  unit: unitView(row.unit),
  quantity: plain(row.quantity),
  sales_price: decimalView(row.salesPrice),
  cost_price: decimalView(row.costPrice),
  barcode: row.barcode ?? null,
  is_default_sales: row.isDefaultSales,
  is_default_purchase: row.isDefaultPurchase,
});

export const translationView = (row: ProductTranslation) => ({
  language: row.language,
  name: row.name,
  description: row.description ?? null,
});

export const currencyPriceView = (row: ProductPrice) => ({
  currency: row.currency.code,
  sales_price: plain(row.salesPrice),
});

export const limitsView = (row: ProductLocation) => ({
  location_id: row.location.number,
  location: groupView(row.location),
  min_stock: plain(row.minStock),
  max_stock: decimalView(row.maxStock),
});

export const budgetView = (row: SalesBudget) => ({
  month: row.month,
  quantity: plain(row.quantity),
  amount: decimalView(row.amount),
});
