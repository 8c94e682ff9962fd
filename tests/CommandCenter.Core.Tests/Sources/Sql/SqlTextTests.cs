using CommandCenter.Plan;
using CommandCenter.Sources.Sql;

namespace CommandCenter.Tests.Sources.Sql;

public class SqlTextTests
{
    [Theory]
    [InlineData(SqlProvider.Postgres, "select * from o where t > @cursor order by t limit @limit")]
    [InlineData(SqlProvider.Postgres, "select 'it''s; -- not' as \"a;b\", E'\\'; x' as c from o; -- the end\n")]
    [InlineData(SqlProvider.Postgres, "with d as (select $q$ ; delete @x $q$ as t) select * from d /* ; /* nested */ @x */")]
    [InlineData(SqlProvider.Postgres, "select doc @> '{}' as has, replace(a, '@b', '') as r from o")]
    [InlineData(SqlProvider.Sqlite, "select [a;b], `c@d` from o where x = '@no'")]
    [InlineData(SqlProvider.Sqlite, "values (1), (2)")]
    public void Parse_OneStatementThatReads_IsTaken(SqlProvider provider, string query)
    {
        var text = SqlText.Parse(query, provider, out var error);

        Assert.True(text is not null, error);
    }

    [Theory]
    [InlineData("delete from o", "a statement that reads")]
    [InlineData("select 1; drop table o", "one statement")]
    [InlineData("select 1; -- x\n select 2", "one statement")]
    [InlineData("with gone as (delete from o returning *) select * from gone", "without DELETE")]
    [InlineData("with gone as ( /* really */ UPDATE o set a = 1 returning *) select * from gone", "without UPDATE")]
    [InlineData("select 1) q; drop table o; select * from (select 1", "parenthesis")]
    [InlineData("select 'open", "every ' is closed")]
    [InlineData("select 1 /* open", "every /* is closed")]
    [InlineData("select @password from o", "without @password")]
    [InlineData("-- nothing", "a statement that reads")]
    [InlineData("", "a statement that reads")]
    public void Parse_Anything_ElseIsRefusedWithWhatIsAllowed(string query, string allowed)
    {
        Assert.Null(SqlText.Parse(query, SqlProvider.Postgres, out var error));

        Assert.Contains(allowed, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Placeholders_AreReplacedOutsideOfTextsOnly()
    {
        var text = SqlText.Parse("select '@cursor', a from o where (t, i) > (@cursor, @cursorId) or t > @cursor limit @limit;", SqlProvider.Postgres, out _)!;

        Assert.Equal("select '@cursor', a from o where (t, i) > (<cursor>, <cursorId>) or t > <cursor> limit <limit>", text.Write(n => $"<{n}>"));
        Assert.Equal(["cursor", "cursorId", "limit"], text.Placeholders.Order(StringComparer.Ordinal));
    }
}
