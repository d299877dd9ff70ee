using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Streaq.Analyzers;

/// <summary>STRQ009: awaits instead of blocking.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class BlockingHandlerFix() : StreaqFix(BlockingHandlerAnalyzer.Id)
{
    protected override void Offer(FixContext fix)
    {
        var blocking = fix.Node.AncestorsAndSelf().OfType<ExpressionSyntax>()
            .FirstOrDefault(node => node.Span == fix.Diagnostic.Location.SourceSpan);
        if (blocking is not null && AwaitSyntax.IsAllowedAt(blocking) && Instead(blocking) is { } awaited)
        {
            fix.Replace("Await it", blocking, AwaitSyntax.Of(awaited, blocking));
        }
    }

    /// <returns>The expression to await; <see langword="null"/> when an await is not equivalent, as for a wait with a timeout.</returns>
    private static ExpressionSyntax? Instead(ExpressionSyntax blocking) => blocking switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.Text: "Result" } result => result.Expression,
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax
            {
                Name.Identifier.Text: "GetResult",
                Expression: InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "GetAwaiter" } awaiter,
                },
            },
        } => awaiter.Expression,
        InvocationExpressionSyntax
        {
            ArgumentList.Arguments.Count: 0,
            Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Wait" } wait,
        } => wait.Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Sleep" } } sleep => Delay(sleep),
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Sleep" } } sleep => Delay(sleep),
        _ => null,
    };

    private static InvocationExpressionSyntax Delay(InvocationExpressionSyntax sleep) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression,
            SyntaxFactory.ParseTypeName("global::System.Threading.Tasks.Task")
                .WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation),
            SyntaxFactory.IdentifierName("Delay")),
        sleep.ArgumentList).WithAdditionalAnnotations(Formatter.Annotation);
}
