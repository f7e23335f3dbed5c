# The simulators judged by programs that are not ours: what mbpoll, pymodbus, receiptio, zbarimg and
# tesseract can't read, no driver should be made to read.
foreach(judge IN ITEMS judge_modbus_sim judge_printer_sim judge_ticket_picture)
	add_test(NAME ${judge}
		COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/judge/${judge}.py ${CMAKE_BINARY_DIR}/npm/node_modules)
	set_tests_properties(${judge} PROPERTIES LABELS judge TIMEOUT 120 SKIP_RETURN_CODE 77
		ENVIRONMENT "JIAOHAO_BUILD=${CMAKE_BINARY_DIR};PYTHONPATH=${CMAKE_CURRENT_SOURCE_DIR}/scenario")
endforeach()
# The fixture "npm" is made in printer.cmake.
set_tests_properties(judge_printer_sim PROPERTIES FIXTURES_REQUIRED npm)
