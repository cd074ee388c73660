package io.github.canalspring.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shop's page in a real browser.
 */
@ShopTest
@EnabledIf(value = "browserIsInstalled", disabledReason = "chromium and chromedriver are not on the path")
class ShopPageIntegrationTests {

	private static final List<String> PLACES = List.of("mysql", "redis", "elasticsearch");

	@TempDir
	private Path profile;

	@LocalServerPort
	private int port;

	private ChromeDriver browser;

	static boolean browserIsInstalled() {
		return onPath("chromium").isPresent() && onPath("chromedriver").isPresent();
	}

	private static Optional<Path> onPath(String program) {
		return Stream.of(System.getenv("PATH").split(":"))
			.map((folder) -> Path.of(folder, program))
			.filter(Files::isExecutable)
			.findFirst();
	}

	@BeforeEach
	void open() {
		ChromeOptions options = new ChromeOptions().setBinary(onPath("chromium").orElseThrow().toFile());
		options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--user-data-dir=" + this.profile);
		this.browser = new ChromeDriver(
				new ChromeDriverService.Builder().usingDriverExecutable(onPath("chromedriver").orElseThrow().toFile())
					.build(),
				options);
		this.browser.manage().window().setSize(new Dimension(1360, 1000));
		this.browser.get("http://localhost:" + this.port + "/");
	}

	@AfterEach
	void close() {
		this.browser.quit();
	}

	@Test
	void aProductFromItsFirstToItsLastMoment() throws IOException {
		waitUntilConnected();
		fill(null, "Walnut Tea Tray", "TRAY-1", "48.5", "6");
		String id = waitForCopies("Walnut Tea Tray", "48.50");
		await().untilAsserted(() -> {
			assertThat(find("#agreement").getText()).isEqualTo("all three agree");
			assertThat(find("#copies .delay strong").getText()).matches("[\\d,]+ m?s");
		});
		screenshot("created");

		fill(id, "Walnut Tea Tray, oiled", null, "52", "5");
		waitForCopies("Walnut Tea Tray, oiled", "52.00");
		await().untilAsserted(() -> {
			String event = find("#events-list li[data-operation=update][data-id='%s']".formatted(id)).getText();
			assertThat(event).contains("price 48.50 → 52.00")
				.contains("stock 6 → 5")
				.containsPattern("Redis [\\d,]+ m?s");
		});
		screenshot("edited");

		find("#q").sendKeys("tea tray oil");
		await().untilAsserted(() -> {
			assertThat(find("#source").getText()).startsWith("1 match from Elasticsearch");
			assertThat(find("#products tr[data-id='%s'] .price".formatted(id)).getText()).isEqualTo("€52.00");
		});
		screenshot("found");

		click("#products tr[data-id='%s'] .remove".formatted(id));
		click("#products tr[data-id='%s'] .remove.sure".formatted(id));
		await().untilAsserted(() -> assertThat(find("#agreement").getText()).isEqualTo("gone from all three"));
		await().untilAsserted(() -> assertThat(find("#products").getText()).contains("Elasticsearch finds nothing"));
		screenshot("deleted");
		assertThat(this.browser.manage().logs().get(LogType.BROWSER)).isEmpty();
	}

	@Test
	void aCopyThatIsBehindIsMarked() throws IOException {
		waitUntilConnected();
		click("#products tr[data-id] .product");
		await().untilAsserted(() -> assertThat(find("#agreement").getText()).isEqualTo("all three agree"));
		String id = find("#products tr[aria-selected=true]").getDomAttribute("data-id");
		find("[data-pipeline=redis] button").click();
		try {
			await().untilAsserted(() -> assertThat(find("[data-pipeline=redis]").getText()).contains("paused"));
			fill(id, null, null, "77.7", null);
			await().untilAsserted(() -> {
				assertThat(find("#agreement").getText()).isEqualTo("they differ");
				assertThat(cell("elasticsearch", "price").getText()).isEqualTo("77.70");
				assertThat(cell("redis", "price").getDomAttribute("class")).contains("differs");
			});
			screenshot("differs");
		}
		finally {
			find("[data-pipeline=redis] button").click();
		}
		await().untilAsserted(() -> {
			assertThat(find("#agreement").getText()).isEqualTo("all three agree");
			assertThat(cell("redis", "price").getText()).isEqualTo("77.70");
		});
	}

	/** Ignores that an element is not there yet, or is not there any more. */
	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions();
	}

	private void waitUntilConnected() {
		await().untilAsserted(() -> assertThat(find("#connection").getText()).isEqualTo("live"));
		// They are asked for beside the connection.
		await().untilAsserted(
				() -> assertThat(this.browser.findElements(By.cssSelector("#products tr[data-id]"))).hasSize(15));
	}

	/** Adds a product where there is no id, and changes what is not null. */
	private void fill(String id, String name, String sku, String price, String stock) {
		click((id == null) ? "#add" : "#products tr[data-id='%s'] .edit".formatted(id));
		type("name", name);
		type("sku", sku);
		type("price", price);
		type("stock", stock);
		find("#products tr.form .save").click();
		await().until(() -> this.browser.findElements(By.cssSelector("#products tr.form")).isEmpty());
	}

	private void type(String field, String text) {
		if (text != null) {
			WebElement input = find("#products tr.form input[name=%s]".formatted(field));
			input.clear();
			input.sendKeys(text);
		}
	}

	private String waitForCopies(String name, String price) {
		await().untilAsserted(() -> {
			for (String place : PLACES) {
				assertThat(cell(place, "name").getText()).isEqualTo(name);
				assertThat(cell(place, "price").getText()).isEqualTo(price);
			}
		});
		return cell("mysql", "id").getText();
	}

	private WebElement cell(String place, String field) {
		return find("#copies tr[data-field=%s] td[data-place=%s]".formatted(field, place));
	}

	private void click(String selector) {
		await().until(() -> {
			find(selector).click();
			return true;
		});
	}

	private WebElement find(String selector) {
		return this.browser.findElement(By.cssSelector(selector));
	}

	private void screenshot(String name) throws IOException {
		Path folder = Files.createDirectories(Path.of("target", "screenshots"));
		Files.write(folder.resolve(name + ".png"), this.browser.getScreenshotAs(OutputType.BYTES));
	}

}
