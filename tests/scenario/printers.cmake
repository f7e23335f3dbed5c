jiaohao_scenario(NAME printers TIMEOUT 120)
