using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Streaq.Analyzers;

/// <summary>Awaits an expression, if that is allowed at its place.</summary>
internal static class AwaitSyntax
{
    /// <summary>Returns the innermost function around a node.</summary>
    public static SyntaxNode? FunctionAround(SyntaxNode node) => node.Ancestors().FirstOrDefault(above =>
        above is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax
            or AccessorDeclarationSyntax or CompilationUnitSyntax);

    /// <summary>Whether an <c>await</c> is allowed at a node without other changes.</summary>
    public static bool IsAllowedAt(SyntaxNode node)
    {
        var function = FunctionAround(node);
        var isAsync = function switch
        {
            AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
            LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
            BaseMethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
            // Top-level statements become asynchronous as soon as one of them awaits.
            CompilationUnitSyntax => true,
            _ => false,
        };
        return isAsync && !node.Ancestors().TakeWhile(above => above != function).Any(above =>
            above is LockStatementSyntax or UnsafeStatementSyntax or CatchFilterClauseSyntax or QueryExpressionSyntax);
    }

    /// <summary>Returns <c>await</c> with the expression, in parentheses if a member access or a call follows.</summary>
    public static ExpressionSyntax Of(ExpressionSyntax expression, SyntaxNode replaced)
    {
        var awaited = SyntaxFactory.AwaitExpression(
            SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), Operand(expression.WithoutTrivia()));
        ExpressionSyntax whole = replaced.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax
            or ConditionalAccessExpressionSyntax or InvocationExpressionSyntax or PostfixUnaryExpressionSyntax
            ? SyntaxFactory.ParenthesizedExpression(awaited)
            : awaited;
        return whole.WithTriviaFrom(replaced).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static ExpressionSyntax Operand(ExpressionSyntax expression) => expression is
        BinaryExpressionSyntax or AssignmentExpressionSyntax or ConditionalExpressionSyntax or SwitchExpressionSyntax
            or LambdaExpressionSyntax or RangeExpressionSyntax
        ? SyntaxFactory.ParenthesizedExpression(expression)
        : expression;
}
