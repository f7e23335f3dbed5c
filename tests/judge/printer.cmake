# Tickets judged by programs that are not ours. NPM_MODULES is where other judges find npm's, too.
set(NPM_MODULES ${CMAKE_BINARY_DIR}/npm/node_modules)
add_test(NAME install_npm COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/judge/install_npm ${CMAKE_BINARY_DIR}/npm)
set_tests_properties(install_npm PROPERTIES LABELS judge TIMEOUT 120 SKIP_RETURN_CODE 77
	FIXTURES_SETUP npm)

add_executable(ticket_bytes judge/ticket_bytes.c)
target_link_libraries(ticket_bytes PRIVATE drivers_printer)
add_executable(font_levels judge/font_levels.c)
target_link_libraries(font_levels PRIVATE drivers_printer_codec)
add_test(NAME judge_font_levels COMMAND python3
	${CMAKE_CURRENT_SOURCE_DIR}/judge/judge_font_levels.py $<TARGET_FILE:font_levels>)
add_test(NAME judge_ticket_uyghur COMMAND python3
	${CMAKE_CURRENT_SOURCE_DIR}/judge/judge_ticket_uyghur.py $<TARGET_FILE:ticket_bytes>)
add_test(NAME judge_ticket_languages COMMAND python3
	${CMAKE_CURRENT_SOURCE_DIR}/judge/judge_ticket_languages.py $<TARGET_FILE:ticket_bytes>
	$<TARGET_FILE:ticket_png>)
add_executable(ticket_png judge/ticket_png.c)
target_link_libraries(ticket_png PRIVATE sim)
add_test(NAME judge_ticket_text COMMAND python3
	${CMAKE_CURRENT_SOURCE_DIR}/judge/judge_ticket_text.py $<TARGET_FILE:ticket_bytes> ${NPM_MODULES})
add_test(NAME judge_ticket_qr COMMAND python3
	${CMAKE_CURRENT_SOURCE_DIR}/judge/judge_ticket_qr.py $<TARGET_FILE:ticket_bytes>)
set_tests_properties(judge_font_levels judge_ticket_languages judge_ticket_qr
	judge_ticket_text judge_ticket_uyghur PROPERTIES LABELS judge TIMEOUT 120
	SKIP_RETURN_CODE 77)
set_tests_properties(judge_ticket_text PROPERTIES FIXTURES_REQUIRED npm)
