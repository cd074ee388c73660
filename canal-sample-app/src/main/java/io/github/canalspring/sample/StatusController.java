package io.github.canalspring.sample;

import java.util.List;

import io.github.canalspring.CanalOperations;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * How the pipelines are doing, and holding one of them, which lets the copies differ for
 * long enough to be looked at.
 */
@RestController
@RequestMapping("/api/status")
class StatusController {

	private final CanalOperations canal;

	StatusController(CanalOperations canal) {
		this.canal = canal;
	}

	@GetMapping
	List<PipelineView> status() {
		return this.canal.status().pipelines().stream().map(PipelineView::of).toList();
	}

	@PostMapping("/{pipeline}/pause")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void pause(@PathVariable String pipeline) {
		this.canal.pause(existing(pipeline));
	}

	@PostMapping("/{pipeline}/resume")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void resume(@PathVariable String pipeline) {
		this.canal.resume(existing(pipeline));
	}

	private String existing(String name) {
		if (this.canal.status().pipelines().stream().noneMatch((pipeline) -> pipeline.name().equals(name))) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no pipeline " + name);
		}
		return name;
	}

}
