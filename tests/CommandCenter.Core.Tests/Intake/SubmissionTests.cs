using System.Text;
using CommandCenter.Intake;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Traffic;

namespace CommandCenter.Tests.Intake;

/// <summary>What is read of orders and changes as they come in, and what is refused with the name of the field.</summary>
public class SubmissionTests
{
    private const string Key = "\"orderKey\":\"AR-1\",\"lane\":\"home\"";

    [Fact]
    public void Read_EveryField_IsTakenAndTheRestIsLeftAlone()
    {
        var read = Order($$"""
            {{{Key}},"region":"west","brand":"alder","channel":"web","store":"0418","skuClass":"bulky","tenant":"a","transactionType":"sale","placedAt":"2026-11-10T00:00:00-05:00",
            "money":{"goods":100,"total":1999,"currency":"USD","lines":[{"total":"x"}]},"note":{"lane":["x"]},"lines":[{"sku":"1"}]}
            """).Value;

        Assert.Equal(("AR-1", "k-1", "sale", 1999L, "USD"), (read.OrderKey, read.IdempotencyKey, read.TransactionType, read.Total, read.Currency));
        Assert.Equal(new OrderAttributes("home", "west", "alder", "web", "0418", "bulky", "a"), read.Attributes);
        Assert.Equal(new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero), read.PlacedAt);
    }

    [Theory]
    [InlineData("""{"orderKey":"AR-1","lane":"home","region":null,"placedAt":null,"money":null}""")]
    [InlineData("""{"orderKey":"AR-1","lane":"home","money":{"total":null,"currency":null}}""")]
    [InlineData("""{"orderKey":"AR-1","lane":"home","money":{}}""")]
    public void Read_FieldsThatAreNull_CountAsNotSaid(string body)
    {
        var read = Order(body).Value;

        Assert.Equal((null, null, null, null), (read.Attributes.Region, read.PlacedAt, read.Total, read.Currency));
    }

    [Theory]
    [InlineData("""{"lane":"home"}""", "orderKey")]
    [InlineData("""{"orderKey":"AR 1","lane":"home"}""", "orderKey")]
    [InlineData("""{"orderKey":"AR-1"}""", "lane")]
    [InlineData("""{"orderKey":"AR-1","lane":"moon"}""", "lane")]
    [InlineData("""{"orderKey":"AR-1","lane":""}""", "lane")]
    [InlineData("""{"orderKey":"AR-1","lane":"home","region":7}""", "region")]
    [InlineData("""{"orderKey":"AR-1","lane":"home","region":["west"]}""", "region")]
    [InlineData("""{"orderKey":"AR-1","lane":"home","store":"a\u0007b"}""", "store")]
    [InlineData("""{"orderKey":"AR-1","lane":"home","placedAt":"yesterday"}""", "placedAt")]
    [InlineData("""{"orderKey":"AR-1","lane":"home","money":1999}""", "money")]
    [InlineData("""{"orderKey":"AR-1","lane":"home","money":[{"total":1}]}""", "money")]
    [InlineData("""{"orderKey":"AR-1","lane":"home","money":{"total":"1999"}}""", "money.total")]
    [InlineData("""{"orderKey":"AR-1","lane":"home","money":{"total":19.99}}""", "money.total")]
    [InlineData("""{"orderKey":"AR-1","lane":"home","money":{"total":{"amount":[1]},"currency":"x"}}""", "money.total")]
    [InlineData("""{"orderKey":"AR-1","lane":"home","money":{"currency":"dollar"}}""", "money.currency")]
    [InlineData("""{"orderKey":"AR-1","lane":"home","money":{"currency":840}}""", "money.currency")]
    [InlineData("""{"orderKey":"AR-1","lane":"home","region":7,"store":8,"money":1}""", "region")]
    public void Read_FieldThatCannotBe_IsNamed(string body, string field) => Assert.Equal((ErrorKind.Validation, field), (Order(body).Error?.Kind, Order(body).Error?.Field));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"AR-1\"")]
    [InlineData("""{"orderKey":"AR-1","lane":"home" """)]
    [InlineData("""{"orderKey":"AR-1","lane":"home"} {}""")]
    [InlineData("""{"orderKey":"AR-1","lane":"home","money":{"total":1}""")]
    public void Read_NotOneJsonObject_SaysSo(string body) => Assert.Equal("order-json", Order(body).Error?.Code);

    [Fact]
    public void Read_TooLargeOrNoIdempotencyKey_IsRefusedBeforeItIsLookedAt()
    {
        Assert.Equal("order-too-large", Order(new string(' ', OrderSubmission.MostBytes + 1)).Error?.Code);
        Assert.All([null, "", "a b", new string('k', TrafficSlot.LongestKey + 1)], key => Assert.Equal("Idempotency-Key", OrderSubmission.Read("{}"u8.ToArray(), key, _ => true).Error?.Field));
    }

    [Theory]
    [InlineData("cancel", TargetOperation.Cancel)]
    [InlineData("address", TargetOperation.Change)]
    [InlineData("exchange", TargetOperation.Change)]
    public void ReadChange_KnownKind_IsAskedOfTheTargetAsWhatItIs(string kind, TargetOperation expected) => Assert.Equal(expected, Change($$"""{"kind":"{{kind}}"}""").Value.Operation);

    [Theory]
    [InlineData("""{"kind":"teleport"}""", "kind")]
    [InlineData("""{"kind":"Cancel"}""", "kind")]
    [InlineData("""{"kind":7}""", "kind")]
    [InlineData("""{"what":"cancel"}""", "kind")]
    [InlineData("""["cancel"]""", "kind")]
    [InlineData("""{"kind":"cancel" """, "change-json")]
    public void ReadChange_UnknownKindOrNoJson_IsRefused(string body, string code) => Assert.Equal((ErrorKind.Validation, code), (Change(body).Error?.Kind, Change(body).Error?.Code));

    [Fact]
    public void ReadChange_TooLargeOrNoIdempotencyKey_IsRefusedBeforeItIsLookedAt()
    {
        Assert.Equal("change-too-large", Change(new string(' ', ChangeSubmission.MostBytes + 1)).Error?.Code);
        Assert.Equal("Idempotency-Key", ChangeSubmission.Read("AR-1", "{}"u8.ToArray(), null).Error?.Field);
    }

    private static Result<OrderSubmission> Order(string body) => OrderSubmission.Read(Encoding.UTF8.GetBytes(body), "k-1", lane => lane == "home");

    private static Result<ChangeSubmission> Change(string body) => ChangeSubmission.Read("AR-1", Encoding.UTF8.GetBytes(body), "c-1");
}
