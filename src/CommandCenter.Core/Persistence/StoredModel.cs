using System.Text;
using CommandCenter.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CommandCenter.Persistence;

/// <summary>What all of the product's databases have in common: instants are 64-bit UTC microseconds, names are snake_case.</summary>
internal static class StoredModel
{
    public static void UseStoredInstants(this ModelConfigurationBuilder configuration) =>
        configuration.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();

    /// <summary>Texts compare by their bytes on every provider; a server's own language would sort, and find beginnings, differently.</summary>
    public static void UseStoredTexts(this ModelConfigurationBuilder configuration, DatabaseFacade database)
    {
        if (database.IsNpgsql())
        {
            configuration.Properties<string>().UseCollation(PlainCollation);
        }
    }

    public const string PlainCollation = "C";

    public static void UseStoredNames(this ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Snake(property.Name));
            }
        }
    }

    /// <summary>Migrations are written by hand and have no snapshot to compare with; a test compares the schemas instead.</summary>
    public static DbContextOptionsBuilder WithHandWrittenMigrations(this DbContextOptionsBuilder options) =>
        options.ConfigureWarnings(w => w.Ignore(Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.PendingModelChangesWarning));

    private static string Snake(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(letter));
        }

        return snake.ToString();
    }

    private sealed class InstantConverter() : ValueConverter<DateTimeOffset, long>(v => Instants.ToMicros(v), v => Instants.FromMicros(v));
}
