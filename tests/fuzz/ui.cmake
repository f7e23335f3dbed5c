# What the client reads from the wire.
jiaohao_fuzz(NAME fuzz_http_answer SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_http_answer.c
	ROOMS ui_client PkgConfig::jansson)
jiaohao_fuzz(NAME fuzz_event_stream SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_event_stream.c ROOMS ui_client)
