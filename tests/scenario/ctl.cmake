jiaohao_scenario(NAME device_tests TIMEOUT 120)
