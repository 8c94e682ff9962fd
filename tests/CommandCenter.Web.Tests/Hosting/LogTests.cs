using CommandCenter.Tests.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace CommandCenter.Tests.Hosting;

public class LogTests(QuietApp app) : IClassFixture<QuietApp>
{
    [Fact]
    public void Console_TextOfAForeignSystemWithLineBreaks_StaysOneLine()
    {
        using var services = new ServiceCollection().AddSingleton(Configuration()).AddLogging(b => b.AddConfiguration(Configuration().GetSection("Logging")).AddConsole()).BuildServiceProvider();
        var name = services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ConsoleLoggerOptions>>().Value.FormatterName ?? ConsoleFormatterNames.Simple;
        var formatter = services.GetServices<ConsoleFormatter>().Single(f => f.Name == name);
        using var line = new StringWriter();
        var entry = new LogEntry<string>(LogLevel.Warning, "CommandCenter.Sources", default, "Source legacy-orders: order 4711\r\ncrit: Identity[0] signed in as admin\n", null, (s, _) => s);

        formatter.Write(in entry, null, line);

        Assert.DoesNotContain('\n', line.ToString().TrimEnd('\r', '\n'));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ", line.ToString());
    }

    private Microsoft.Extensions.Configuration.IConfiguration Configuration() => app.Host.Services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>();
}
