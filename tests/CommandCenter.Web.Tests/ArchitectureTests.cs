using System.Reflection;
using NetArchTest.Rules;

namespace CommandCenter.Tests;

/// <summary>The walls of the house. Each was seen to fail once by breaking its rule.</summary>
public class ArchitectureTests
{
    private static readonly Assembly Core = typeof(Orders.Stage).Assembly;

    [Fact]
    public void Core_References_HaveNoAspNet()
    {
        var web = Core.GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)).ToArray();

        Assert.Empty(web);
    }

    [Fact]
    public void Pages_Dependencies_HaveNoEfAndNoHttp()
    {
        var result = Types.InAssembly(typeof(Program).Assembly)
            .That().Inherit(typeof(Microsoft.AspNetCore.Components.ComponentBase))
            .ShouldNot().HaveDependencyOnAny("Microsoft.EntityFrameworkCore", "System.Net.Http.HttpClient", "Microsoft.Data.Sqlite", "Npgsql")
            .GetResult();

        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Fact]
    public void Rehearsal_References_DoNotKnowCore()
    {
        var rehearsal = Assembly.Load("CommandCenter.Rehearsal");

        Assert.DoesNotContain("CommandCenter.Core", rehearsal.GetReferencedAssemblies().Select(a => a.Name));
    }
}
