package io.github.canalspring.sample;

import java.math.BigDecimal;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;

/**
 * What a client sends to create or change a product.
 *
 * @param sku the article number
 * @param name what customers read
 * @param price the price
 * @param stock how many there are
 * @param categoryId the id of its category
 */
record ProductForm(@NotBlank @Size(max = 40) String sku, @NotBlank @Size(max = 200) String name,
		@NotNull @DecimalMin("0.00") @Digits(integer = 8, fraction = 2) BigDecimal price,
		@NotNull @PositiveOrZero Integer stock, @NotNull Long categoryId) {
}
